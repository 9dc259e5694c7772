"""What tells one 8-bit encoding from another: the letters of languages, most frequent first.

Pure data for `encodings`. Only letters outside ASCII count, so that the order is that of the
accented letters alone for languages in Latin script. The orders follow names and addresses, which
is what contact lists hold.
"""

from __future__ import annotations

from crm_desktop.i18n import N_

# Language -> its letters outside ASCII, lower case, most frequent first.
LETTERS: dict[str, str] = {
    "German": "üäößé",
    "French": "éèçëïôêâîàûœùæÿ",
    "Spanish": "íáóéñúü",
    "Portuguese": "ãçáéíóâêõúôà",
    "Italian": "òèàùìé",
    "Dutch": "ëéïöüèç",
    "Catalan": "èàóíéçòúïü",
    "Swedish": "öåäéü",
    "Danish": "øæåéöü",
    "Finnish": "äöå",
    "Estonian": "äüõöšž",
    "Icelandic": "áíúðóöéþæý",
    "Irish": "éáíóú",
    "Polish": "łóąńężśćź",
    "Czech": "áíěřčéžýšůúňťďóľ",
    "Slovak": "áíéčýúžšľôťňďäóŕĺ",
    "Hungarian": "áéóöíüőúű",
    "Romanian": "ăâîșțşţ",
    "Croatian": "čšžćđ",
    "Turkish": "üıöşçğİâîû",
    "Latvian": "īāēšņļķģžūč",
    "Lithuanian": "ėšžūųąįčę",
    "Russian": "аоеиврнлкстмдпуйгяьбшхзчцюжыщэфёъ",
    "Ukrainian": "оаеинкврісолтймудпяьчзбгхшєжцюїщфґ",
    "Belarusian": "аоікенрвлсыдтумяпхчзбйшгцюжэўьёф",
    "Bulgarian": "аоеивнртсклдпмгубзяхйчжцшъюфщь",
    "Serbian": "аиоерснвјкмтлдупбгзћшчњжцхљђфџ",
    "Macedonian": "аоиенвскртлдмјпбгузчшжцхќњѓфљџѕ",
    "Greek": "αοιςηρνλσετκπυμάίόγδήθώβφχέξύζωψϊϋ",
    "Hebrew": "יוראהלנמבשדקעתחגכםצןספטזץךף",
    "Arabic": "ايلمرنوبدعحسهةفتجقشكزأخصطثىغضذئظءإؤآ",
    "Persian": "ایرنمدهبسکوزشتپگخفغجعحصلآقچطژضظئذث",
    "Thai": "านรกมยวงสตลทชดพบเคปหอณิีัุู์่้ะธผภจศโขแถญษไซใฉึฟำฐฎ็ื",
}
# Language in Latin script -> how its accented letters are neighboured: the most frequent pairs
# of a letter and the one before or after it; '_' is the edge of a word.
PAIRS: dict[str, str] = {
    "German": (
        "hö mü gü rö rü kö hä hü jö jü kä bö lü ré zü lé sé jä dö lö bü iß gö bä pö sü mé cé ör "
        "ür ün ül öl ön üh öh öc é_ är ér ß_ üt él ös ät äu öf üc äf üb öb äc üd üs ße än"
    ),
    "French": (
        "ré lé hé _é mé aë bé cé té sé iè né nç oë lè gé oé dé aï vé rè jé nè rô gè oî hâ oï él "
        "ér é_ ël ém éo ée ég èr ès ép ço éd éa én èn év èl éc èv ét ïs ôm éb ît ât èg ên"
    ),
    "Spanish": (
        "rí _á ró lá tí má añ mí sé có cá rá iá iñ mé eñ ió cí vá ló mó ré lí lé né ná dá uñ án "
        "ón ía ín é_ és ña én ño ár ñe ío ó_ ás ál él í_ á_ áe ér ór áv áz úl ñi ís ús ós"
    ),
    "Portuguese": (
        "sã aç aí oã nç uí sé ré tó rá lâ rã çã aú tá hã iç nó tô _á lí mé bá uá iã iá mã iú ão "
        "é_ á_ ça ân í_ óp ár çu ís ã_ ór ço ôn ó_ ás íc íl ág és úl íb él ú_ ém ér ês"
    ),
    "Italian": "lò rè nà pé ià dù oà uè mì rà tù lì dò tà nò iè tì vì iò dè à_ ò_ è_ ì_ ù_ é_",
    "Dutch": (
        "ië oë sé nç aë mé cé ré lé né té oé rè hé lè oï iè hö _ö jü nè bö dé hè kö fé jè gè ël "
        "ë_ é_ él ço ér ée èn èl ép éd ès ë, ën ïs èr èg ön ïc öm ür ök ös éc ör éo éb ém"
    ),
    "Catalan": (
        "rí ró ló có tí mé lé ré dí dó ué té mí jó mó mú gó nú iè né vé uí tó ié lí cé cí sé ón "
        "ía ó_ és ín én é_ í_ ós èr él ér év ès úñ à_ ís ód ío óz íe ú_ òn íl óñ úg ír éa"
    ),
    "Swedish": (
        "rö jö _å _ö sö ré lö gö lé hä kö dé må vä bä mä bö né mö hå sé hö gä eå nä kä zé rå öm "
        "ör én ös öd åk öl ås är äs ön äc öf öb äg ög öp år äl éa ån öh ée é_ än öv å_ ö_"
    ),
    "Danish": (
        "_ø jø sø _å rø bø nø gå kå hå næ jæ sæ ré læ på né mø tø bæ lø dø hø kø gø ør år øy øn "
        "ød øs øv øj ær ås é_ ål øm æs æt øe åv øi åg åb åk øl æk ø_ øg øb"
    ),
    "Finnish": (
        "lä mä pä jä ää kä vä rä nä kö hä sä tö rö lö tä jö nö iö pö vö tå öö _ä ä_ än äk äi är "
        "ön ö_ äl äm äh äs öm ät öl äy äe öb äj öj äv åb"
    ),
    "Estonian": (
        "mä põ pä kä ää jü jä nõ tš _õ lä mü üü jõ vä _š võ lõ _ž kü tõ ež sö öö hä õš bõ mö är "
        "ür äe än õl še õm õd ät äh õu õs žu üt ül äg õn õe õi õh žd öt äl äs ša"
    ),
    "Icelandic": (
        "rí jö lí ið _þ jó dí ró þó _á rð rú íð ný uð ní só _í dó ví tí rá nó já sæ óð að sí ðu "
        "ör ór ís ía ín ól ý_ ós ún ás ón ár ál ða ím úl þo ðb ýr ðm í_ ó_ ði öl"
    ),
    "Irish": (
        "_ó há ná gá lá rá eá hí rí hé lí dá ní lé hó aí dú cá cí má iú ré cé tá rú ró sí lú ó_ "
        "ái ín éi éa í_ ío ún ói úi óg úr ár ú_ án ór ád ág ás ís áb át á_ íl ál ón ól úc"
    ),
    "Polish": (
        "_ś oł _ł sł ró ał gó nó eł kó ań tó zó eś lą ił łó jó ię _ż óż uń uł ję oś oń łę zę ów "
        "ła ło św ór ń_ łu ęd ł_ ńs śl ża śc ód ąs śr ęt ęb óz łk łm ąb ży ęc że"
    ),
    "Czech": (
        "vá _š mí lá lí rá ná uš tě ví oš eš iš ně _č há ří íč ář áš áč dř ný _ž vě ež eč aš á_ "
        "če š_ ák ý_ še šk ír čk ín ři ík št án ál ár šo át ře že ěk ši ěm"
    ),
    "Slovak": (
        "vá ič _š uš aš ká ná lí áč oš ký áš rá lá iš _č tá _ď má ní rí há mí čí eč aň nč sá á_ "
        "ík ák šk ár če čo šo án š_ ý_ č_ čk ši še či št ín ál ďu ír ľo ňa ča ša"
    ),
    "Hungarian": (
        "lá má vá rá ná rü _á ré bá dá pá sá há ló ró iá ká tó já yö té gá rö ző mé yá zá bé ár "
        "án ás ál ó_ ül át ő_ ér ör áz ác ág ák ós óz és ór ét él áb éz ék új én ös óf ád"
    ),
    "Romanian": (
        "uț că iț nț ră ță mă aț eş _ș eș uș tă dă aș lă iș tâ eț râ bă ză aş oș sâ iş nă pă ți "
        "ă_ ța ăl ăd ăr ț_ șt şt șo ș_ ăt ş_ ăn ân âr șa șu şi şa âm ăc ţa ău șc ăm ăi"
    ),
    "Croatian": (
        "ić ič _š oš _ž uš ož ač aš _č eš iš nč až rš uč ež oč eč rč dž už rž iž _đ šč mš kš ć_ "
        "či ši č_ ži ša če že še šk št ča š_ ža ču šu čk šo ž_ žu šn šp đu čo čn đa žo"
    ),
    "Turkish": (
        "gü _ş _ö _ç aş gö mü ağ oğ _ü lı kı tü dı nç iş sü dü lü uğ eş tı rı yü kç kö gı uş ül "
        "ün şa öz ür ş_ ın şe ça ç_ ı_ ıl şi çe ğa üm ök ır ü_ ör çi ık ön ük ız üz ğ_ ım"
    ),
    "Latvian": (
        "iņ ņš lī vī mā _ā rī rē jū bē zī dī rū tī mī kā lē _ē jā lū aņ pē nā jē dā lā aķ iš š_ "
        "ņa īt ār īn ēr āb āl īd ān ūl ūm ģe īr ņi īl ēk ēs ēn āc ēj ķe šs ģi ķi īc ūs"
    ),
    "Lithuanian": (
        "lė nė tė rė rū _ž ič uš vė iš _š kė dė iū iž tū kę _ą ąž kū sė oš mū jū pė gž eš ėž ė_ "
        "ūn ėj šk či šr ėd ši žu žy ės ža ėn ūt ūr ęs ša ča že ūb ži žd še"
    ),
}
VOWELS = frozenset("aeiouyäöüéèêëáàâãåæœíìîïóòôõøúùûýėęąįųāēīūăîâőűıĺŕľěů"
                   "аеёиіїоуыэюяєўъ"
                   "αεηιουωάέήίόύώϊϋ")  # fmt: skip

# End of an e-mail or web address, or dialling code -> the language such a list is likely to be in.
PLACES: dict[str, str] = {
    **dict.fromkeys(("de", "at", "+49", "+43"), "German"),
    **dict.fromkeys(("fr", "+33"), "French"),
    **dict.fromkeys(("es", "mx", "ar", "cl", "co", "+34", "+52", "+54"), "Spanish"),
    **dict.fromkeys(("pt", "br", "+351", "+55"), "Portuguese"),
    **dict.fromkeys(("it", "+39"), "Italian"),
    **dict.fromkeys(("se", "+46"), "Swedish"),
    **dict.fromkeys(("dk", "no", "+45", "+47"), "Danish"),
    **dict.fromkeys(("fi", "+358"), "Finnish"),
    **dict.fromkeys(("is", "+354"), "Icelandic"),
    **dict.fromkeys(("ee", "+372"), "Estonian"),
    **dict.fromkeys(("lv", "+371"), "Latvian"),
    **dict.fromkeys(("lt", "+370"), "Lithuanian"),
    **dict.fromkeys(("pl", "+48"), "Polish"),
    **dict.fromkeys(("cz", "+420"), "Czech"),
    **dict.fromkeys(("sk", "+421"), "Slovak"),
    **dict.fromkeys(("hu", "+36"), "Hungarian"),
    **dict.fromkeys(("ro", "+40"), "Romanian"),
    **dict.fromkeys(("hr", "si", "+385", "+386"), "Croatian"),
    **dict.fromkeys(("tr", "+90"), "Turkish"),
    **dict.fromkeys(("gr", "+30"), "Greek"),
    **dict.fromkeys(("il", "+972"), "Hebrew"),
    **dict.fromkeys(("ru", "su", "+7"), "Russian"),
    **dict.fromkeys(("ua", "+380"), "Ukrainian"),
    **dict.fromkeys(("by", "+375"), "Belarusian"),
    **dict.fromkeys(("bg", "+359"), "Bulgarian"),
    **dict.fromkeys(("rs", "+381"), "Serbian"),
    **dict.fromkeys(("cn", "+86"), "Chinese (simplified)"),
    **dict.fromkeys(("tw", "hk", "+886", "+852"), "Chinese (traditional)"),
    **dict.fromkeys(("jp", "+81"), "Japanese"),
    **dict.fromkeys(("kr", "+82"), "Korean"),
    **dict.fromkeys(("th", "+66"), "Thai"),
    **dict.fromkeys(("ir", "+98"), "Persian"),
    **dict.fromkeys(("sa", "eg", "ae", "+966", "+20", "+971"), "Arabic"),
}

# Encoding -> (languages it was made for, what it costs to believe in it without further evidence)
SINGLE_BYTE: dict[str, tuple[tuple[str, ...], float]] = {
    "cp1252": (
        (
            "German",
            "French",
            "Spanish",
            "Portuguese",
            "Italian",
            "Dutch",
            "Catalan",
            "Swedish",
            "Danish",
            "Finnish",
            "Irish",
            "Icelandic",
        ),
        0.0,
    ),
    "cp1251": (
        ("Russian", "Ukrainian", "Bulgarian", "Belarusian", "Serbian", "Macedonian"),
        0.5,
    ),
    "cp1250": (
        ("Polish", "Czech", "Hungarian", "Slovak", "Romanian", "Croatian", "German"),
        1.0,
    ),
    "cp1253": (("Greek",), 1.0),
    "cp1254": (("Turkish", "German"), 1.5),
    "cp1255": (("Hebrew",), 1.0),
    "cp1256": (("Arabic", "Persian"), 1.0),
    "cp1257": (("Lithuanian", "Latvian", "Estonian"), 2.5),
    "cp874": (("Thai",), 2.0),
    "iso8859_2": (("Polish", "Czech", "Hungarian", "Slovak", "Romanian", "Croatian"), 3.0),
    "iso8859_15": (("French", "German", "Spanish", "Portuguese", "Finnish", "Estonian"), 4.0),
    "iso8859_5": (("Russian", "Bulgarian", "Serbian"), 5.0),
    "iso8859_7": (("Greek",), 3.0),
    "iso8859_4": (("Lithuanian", "Latvian", "Estonian"), 6.0),
    "koi8_u": (("Russian", "Ukrainian"), 2.0),
    "cp866": (("Russian", "Ukrainian"), 3.0),
    "mac_roman": (
        ("German", "French", "Spanish", "Portuguese", "Italian", "Swedish", "Danish"),
        2.5,
    ),
    "mac_cyrillic": (("Russian", "Ukrainian"), 3.5),
    "mac_latin2": (("Polish", "Czech", "Hungarian", "Slovak"), 6.0),
    "cp850": (("German", "French", "Spanish", "Portuguese", "Danish", "Swedish"), 3.5),
    "cp852": (("Polish", "Czech", "Hungarian", "Slovak", "Croatian", "Romanian"), 4.5),
    "cp857": (("Turkish",), 6.0),
}

# Encoding -> (language, cost, first and last lead byte of the common characters, how many they are)
DOUBLE_BYTE: dict[str, tuple[str, float, int, int, int]] = {
    "gb18030": ("Chinese (simplified)", 0.5, 0xB0, 0xD7, 3755),  # GB 2312 level 1
    "cp950": ("Chinese (traditional)", 1.0, 0xA4, 0xC6, 5401),  # Big5 level 1
    "cp932": ("Japanese", 1.0, 0x88, 0x97, 2965),  # JIS X 0208 level 1, as Shift JIS
    "euc_jp": ("Japanese", 2.0, 0xB0, 0xCF, 2965),  # the same, as EUC
    "cp949": ("Korean", 1.0, 0xB0, 0xC8, 2350),  # Hangul of KS X 1001
}

# Characters so frequent in names and addresses that a few of them settle the matter.
FREQUENT: dict[str, frozenset[str]] = {
    "gb18030": frozenset(
        "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁"
        "沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严"
        "芳伟娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉文建国红志海云飞晓小春玲梅婷佳雪慧琳鑫宇浩"
        "中大北京上天津重庆广州深圳省市区县路街号楼室村镇公司有限责任集团股份科技信息电子商贸工业实业发展"
        "总经理部门销售客户联系人姓名电话地址邮箱手机备注职务先生女士东南西长安新成都杭武汉的是在不一二三"
        "性别年龄单位称传真件街道城份政编码生日网站微类型状态来源收入额期号序商"
    ),
    "cp950": frozenset(
        "王李張劉陳楊黃趙吳周徐孫馬朱胡林郭何高羅鄭梁謝宋唐許鄧馮韓曹曾彭蕭蔡潘田董袁于余葉蔣杜蘇魏程呂丁"
        "沈任姚盧傅鍾姜崔譚廖范汪陸金石戴賈韋夏邱方侯鄒熊孟秦白江薛尹段雷黎史龍陶賀顧毛郝龔邵萬錢嚴簡"
        "芳偉娜敏靜麗強磊軍洋勇豔傑娟濤明超秀霞平剛桂英華玉文建國紅志海雲飛曉小春玲梅婷佳雪慧琳淑美宜君"
        "中大北京上台臺灣新竹高雄南省市區縣路街號樓室村鎮公司有限責任集團股份科技資訊電子商貿工業實業發展"
        "總經理部門銷售客戶聯絡人姓名電話地址郵件手機備註職務先生小姐東西香港九龍的是在不一二三段巷"
        "性別年齡單位稱傳真街道城遞區生日網站類型狀態來源收入額期號序"
    ),
    "cp932": frozenset(
        "佐藤鈴木高橋田中伊渡辺山本村小林加吉井上松口野大島原川池阿部石清水森長谷内岡後今藤坂近遠青福西三"
        "太金和竹上原安中子美恵郎一二三男雄夫明彦真由優香愛菜翔健介裕智幸奈紀代正義信久東京都大阪府県市区"
        "町丁目番号株式会社有限部課長営業電話住所氏名様郵便備考取締役代表"
        "姓署職携帯道村国年月日性別齢先顧客種類区分メールフリガナカファスホム"
    ),
    "cp949": frozenset(
        "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진지수영현서준호은경미"
        "숙희순자연아름선혜상철동재석원태훈기승용대표이사부장과장대리주식회사서울시구동로길부산인천광주"
        "전화번호이름주소회사메모우편직책부서담당휴대폰팩스일홈페지도시국가생년월비고객구분성명"
    ),
}
FREQUENT["euc_jp"] = FREQUENT["cp932"]

# What people call them; said in notes and offered in a list of encodings.
NAMES: dict[str, str] = {
    "ascii": N_("plain ASCII"),
    "utf-8": "UTF-8",
    "utf-16-le": N_("UTF-16 (little endian)"),
    "utf-16-be": N_("UTF-16 (big endian)"),
    "utf-32-le": N_("UTF-32 (little endian)"),
    "utf-32-be": N_("UTF-32 (big endian)"),
    "iso2022_jp": N_("Japanese (ISO-2022-JP)"),
    "cp1252": N_("Western European (Windows-1252)"),
    "cp1251": N_("Cyrillic (Windows-1251)"),
    "cp1250": N_("Central European (Windows-1250)"),
    "cp1253": N_("Greek (Windows-1253)"),
    "cp1254": N_("Turkish (Windows-1254)"),
    "cp1255": N_("Hebrew (Windows-1255)"),
    "cp1256": N_("Arabic (Windows-1256)"),
    "cp1257": N_("Baltic (Windows-1257)"),
    "cp874": N_("Thai (Windows-874)"),
    "iso8859_2": N_("Central European (ISO 8859-2)"),
    "iso8859_4": N_("Baltic (ISO 8859-4)"),
    "iso8859_5": N_("Cyrillic (ISO 8859-5)"),
    "iso8859_7": N_("Greek (ISO 8859-7)"),
    "iso8859_15": N_("Western European (ISO 8859-15)"),
    "koi8_u": N_("Cyrillic (KOI8)"),
    "cp866": N_("Cyrillic (DOS 866)"),
    "mac_roman": N_("Western European (Macintosh)"),
    "mac_cyrillic": N_("Cyrillic (Macintosh)"),
    "mac_latin2": N_("Central European (Macintosh)"),
    "cp850": N_("Western European (DOS 850)"),
    "cp852": N_("Central European (DOS 852)"),
    "cp857": N_("Turkish (DOS 857)"),
    "gb18030": N_("Chinese simplified (GB 18030)"),
    "cp950": N_("Chinese traditional (Big5)"),
    "cp932": N_("Japanese (Shift JIS)"),
    "euc_jp": N_("Japanese (EUC-JP)"),
    "cp949": N_("Korean (EUC-KR)"),
}

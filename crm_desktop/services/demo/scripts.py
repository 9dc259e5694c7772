"""Names of people in other scripts, and how each script is written with Latin letters.

Cyrillic and Greek are transliterated letter by letter. Chinese, Korean, Arabic and Hebrew names
stand with their usual Latin form (`王/Wang`), Japanese ones with their reading (`佐藤/さとう`).
"""

from __future__ import annotations

import re
import unicodedata

SCRIPT_NAMES: dict[str, tuple[str, str, str]] = {
    "uk": (
        """
Шевченко Коваленко Бондаренко Ткаченко Кравченко Мельник Ковальчук Олійник Шевчук Поліщук Бойко
Кравчук Ткачук Бондар Марченко Лисенко Савченко Мороз Руденко Петренко Павленко Коваль Кравець
Левченко Клименко Іваненко Савчук Кузьменко Гончаренко Мельничук Павлюк Гончарук Романюк Захарченко
Гриценко Василенко Пономаренко Литвиненко Козак Волошин Білоус Федоренко Карпенко Гаврилюк Харченко
Панченко Сидоренко Мартинюк Тищенко Паламарчук Гуменюк Костенко Яценко Швець Іванюк Демченко
Бабенко Нестеренко Назаренко Дяченко Науменко Степаненко Приходько Шаповал Гнатюк Мазур Терещенко
Юрченко Тимошенко Кириленко Остапенко Антоненко Жук Пилипенко Сергієнко Денисенко Гордієнко
Кучеренко Авраменко Макаренко Чорний Білий Зінченко Власенко Коломієць Гайдук Дорошенко Герасименко
Стеценко Лук'яненко Ярошенко Прокопенко Сорока Гриньов Довженко Вовк Заєць Дубровський Левицький
Садовський Яворський Вишневський Сосновський Островський Залізняк Скоропадський Хмельницький
Загорський Чорновіл Стус Франко Драч Ґалаґан Ґудзь Цимбал Щербак Щербина Юхименко Якименко Яремчук
Омельченко Онищенко Пархоменко
""",
        """
Олена Оксана Ірина Наталія Тетяна Світлана Людмила Ольга Юлія Анна Марія Катерина Вікторія
Анастасія Софія Дарина Соломія Злата Єва Аліна Інна Лариса Галина Валентина Надія Любов Віра Ганна
Яна Діана Христина Мар'яна Роксолана Уляна Леся Богдана Зоряна Маргарита Поліна Олександра Євгенія
Лілія
""",
        """
Олександр Сергій Андрій Володимир Микола Іван Юрій Віктор Василь Михайло Петро Дмитро Максим Артем
Богдан Денис Назар Тарас Остап Роман Ярослав Олег Ігор Анатолій Валерій Вадим Руслан Євген
Станіслав Віталій Ростислав Павло Степан Григорій Антон Кирило Данило Матвій Марко Левко Орест
Любомир
""",
    ),
    "ru": (
        """
Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков
Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин
Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов
Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв Белов
Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов Осипов
Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников Денисов Гаврилов
Тихонов Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Федотов
Щербаков Назаров Калинин Исаев Чернышёв Быков Маслов Родионов Коновалов Лазарев Воронин Климов
Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв Овчинников Трофимов Леонов
Соболев Ермаков Колесников Гончаров Емельянов Никифоров Грачёв Котов Гришин Ефремов Архипов Громов
Кириллов Вишневский Покровский Успенский Троицкий Раевский Жуковский
""",
        """
Анна Мария Елена Ольга Наталья Екатерина Ирина Татьяна Светлана Юлия Анастасия Виктория Дарья Алина
Полина Ксения Марина Людмила Галина Валентина Надежда Вера Любовь Нина Лариса Евгения Александра
София Варвара Елизавета Маргарита Кристина Оксана Яна Алёна Инна Тамара Зоя Лидия Ульяна
""",
        """
Александр Сергей Дмитрий Андрей Алексей Владимир Михаил Николай Иван Евгений Максим Павел Юрий
Игорь Олег Виктор Антон Роман Константин Денис Артём Кирилл Никита Илья Егор Пётр Василий Фёдор
Григорий Степан Тимофей Арсений Глеб Вадим Валерий Борис Геннадий Леонид Станислав Ярослав
""",
    ),
    "el": (
        """
Παπαδόπουλος Παπαδάκης Παπαγεωργίου Οικονόμου Παππάς Βασιλείου Νικολάου Γεωργίου Πέτρου Δημητρίου
Ιωάννου Κωνσταντίνου Αθανασίου Χριστοδούλου Μακρής Αγγελόπουλος Γιαννόπουλος Δημόπουλος Καραγιάννης
Αντωνίου Σταματόπουλος Αλεξίου Κωνσταντινίδης Ιωαννίδης Νικολαΐδης Γεωργιάδης Μιχαηλίδης Σπανός
Παναγιωτόπουλος Θεοδωρόπουλος Χατζής Αναγνωστόπουλος Βλάχος Σαμαράς Ζαχαρίου Λαμπρόπουλος
Παπανικολάου Παπαδημητρίου Καρράς Μανωλάκης Σταυρόπουλος Ραπτάκης Τσακίρης Ξενάκης Φωτόπουλος
Κουκουλάκης Λυμπεράκης Δασκαλάκης Μαρκόπουλος Ψαλτάκης Αλεξανδρίδης Στεφανίδης Φιλιππίδης
Κυριακίδης Θεοδωρίδης Ευαγγελίου Σωτηρίου Παπαϊωάννου Ξανθόπουλος Αργυρόπουλος
""",
        """
Μαρία Ελένη Αικατερίνη Βασιλική Σοφία Αγγελική Γεωργία Δήμητρα Κωνσταντίνα Παναγιώτα Ειρήνη Άννα
Ευαγγελία Χριστίνα Ιωάννα Αναστασία Δέσποινα Φωτεινή Θεοδώρα Ευγενία Νίκη Αθηνά Ζωή Χαρά Ναταλία
Ράνια Σταυρούλα Παρασκευή
""",
        """
Γεώργιος Δημήτρης Κώστας Γιάννης Νίκος Χρήστος Παναγιώτης Βασίλης Θανάσης Μιχάλης Ευάγγελος Σπύρος
Αντώνης Ανδρέας Ηλίας Θεόδωρος Στέλιος Πέτρος Σωτήρης Αλέξανδρος Μάριος Λευτέρης Στέφανος Φίλιππος
Άγγελος Μανώλης Σταύρος Λεωνίδας
""",
    ),
    "zh": (
        """
王/Wang 李/Li 张/Zhang 刘/Liu 陈/Chen 杨/Yang 赵/Zhao 黄/Huang 周/Zhou 吴/Wu 徐/Xu 孙/Sun 胡/Hu
朱/Zhu 高/Gao 林/Lin 何/He 郭/Guo 马/Ma 罗/Luo 梁/Liang 宋/Song 郑/Zheng 谢/Xie 韩/Han 唐/Tang
冯/Feng 于/Yu 董/Dong 萧/Xiao 程/Cheng 曹/Cao 袁/Yuan 邓/Deng 许/Xu 傅/Fu 沈/Shen 曾/Zeng 彭/Peng
吕/Lyu 苏/Su 卢/Lu 蒋/Jiang 蔡/Cai 贾/Jia 丁/Ding 魏/Wei 薛/Xue 叶/Ye 阎/Yan 余/Yu 潘/Pan 杜/Du
戴/Dai 夏/Xia 钟/Zhong 汪/Wang 田/Tian 任/Ren 姜/Jiang 范/Fan 方/Fang 石/Shi 姚/Yao 谭/Tan 廖/Liao
邹/Zou 熊/Xiong 金/Jin 陆/Lu 郝/Hao 孔/Kong 白/Bai 崔/Cui 康/Kang 毛/Mao 邱/Qiu 秦/Qin 江/Jiang
史/Shi 顾/Gu 侯/Hou 邵/Shao 孟/Meng 龙/Long 万/Wan 段/Duan 雷/Lei 钱/Qian 汤/Tang 尹/Yin 黎/Li
易/Yi 常/Chang 武/Wu 乔/Qiao 贺/He 赖/Lai 龚/Gong 文/Wen 庞/Pang 樊/Fan 兰/Lan 殷/Yin 施/Shi 陶/Tao
洪/Hong 翟/Zhai 安/An 颜/Yan 倪/Ni 严/Yan 牛/Niu 温/Wen 芦/Lu 季/Ji 俞/Yu 章/Zhang 鲁/Lu 葛/Ge
伍/Wu 韦/Wei 申/Shen 尤/You 毕/Bi 聂/Nie 丛/Cong 焦/Jiao 向/Xiang 柳/Liu 邢/Xing 路/Lu 岳/Yue 齐/Qi
欧阳/Ouyang 司马/Sima 上官/Shangguan 诸葛/Zhuge
""",
        """
娜/Na 芳/Fang 静/Jing 丽/Li 敏/Min 燕/Yan 艳/Yan 霞/Xia 婷/Ting 雪/Xue 慧/Hui 颖/Ying 琳/Lin 洁/Jie
倩/Qian 莹/Ying 玉兰/Yulan 秀英/Xiuying 美玲/Meiling 晓燕/Xiaoyan 雅婷/Yating 思雨/Siyu 梦琪/Mengqi
欣怡/Xinyi 诗涵/Shihan 雨桐/Yutong 佳怡/Jiayi 子涵/Zihan 若曦/Ruoxi 嘉欣/Jiaxin 雪梅/Xuemei
春梅/Chunmei 淑芬/Shufen 桂英/Guiying 红梅/Hongmei 晓红/Xiaohong 丽华/Lihua 丽娟/Lijuan
文静/Wenjing 雅静/Yajing 海燕/Haiyan 玉珍/Yuzhen 惠敏/Huimin 佩珊/Peishan 晨曦/Chenxi 可欣/Kexin
婉清/Wanqing 宛如/Wanru 乐瑶/Leyao 静怡/Jingyi
""",
        """
伟/Wei 强/Qiang 磊/Lei 军/Jun 洋/Yang 勇/Yong 杰/Jie 涛/Tao 超/Chao 明/Ming 刚/Gang 平/Ping 辉/Hui
鹏/Peng 斌/Bin 波/Bo 宇/Yu 浩/Hao 凯/Kai 健/Jian 俊/Jun 帆/Fan 小明/Xiaoming 建国/Jianguo
建华/Jianhua 志强/Zhiqiang 志明/Zhiming 国强/Guoqiang 文杰/Wenjie 俊杰/Junjie 浩然/Haoran
子轩/Zixuan 宇轩/Yuxuan 子豪/Zihao 天宇/Tianyu 晓东/Xiaodong 海涛/Haitao 建军/Jianjun
永强/Yongqiang 家豪/Jiahao 嘉伟/Jiawei 思远/Siyuan 明轩/Mingxuan 泽宇/Zeyu 博文/Bowen 立新/Lixin
新民/Xinmin 振华/Zhenhua 世杰/Shijie 少华/Shaohua
""",
    ),
    "ja": (
        """
佐藤/さとう 鈴木/すずき 高橋/たかはし 田中/たなか 伊藤/いとう 渡辺/わたなべ 山本/やまもと
中村/なかむら 小林/こばやし 加藤/かとう 吉田/よしだ 山田/やまだ 佐々木/ささき 山口/やまぐち
松本/まつもと 井上/いのうえ 木村/きむら 林/はやし 斎藤/さいとう 清水/しみず 山崎/やまざき 森/もり
池田/いけだ 橋本/はしもと 阿部/あべ 石川/いしかわ 山下/やました 中島/なかじま 石井/いしい
小川/おがわ 前田/まえだ 岡田/おかだ 長谷川/はせがわ 藤田/ふじた 後藤/ごとう 近藤/こんどう
村上/むらかみ 遠藤/えんどう 青木/あおき 坂本/さかもと 福田/ふくだ 太田/おおた 西村/にしむら
藤井/ふじい 岡本/おかもと 藤原/ふじわら 金子/かねこ 三浦/みうら 中野/なかの 中川/なかがわ
原田/はらだ 松田/まつだ 竹内/たけうち 小野/おの 田村/たむら 中山/なかやま 和田/わだ 石田/いしだ
森田/もりた 上田/うえだ 原/はら 柴田/しばた 酒井/さかい 宮崎/みやざき 横山/よこやま 高木/たかぎ
安藤/あんどう 宮本/みやもと 大野/おおの 今井/いまい 小島/こじま 工藤/くどう 谷口/たにぐち
丸山/まるやま 増田/ますだ 杉山/すぎやま 村田/むらた 大塚/おおつか 新井/あらい 小山/こやま
平野/ひらの 藤本/ふじもと 河野/こうの 上野/うえの 野口/のぐち 武田/たけだ 松井/まつい 千葉/ちば
岩崎/いわさき 菅原/すがわら 木下/きのした 久保/くぼ 佐野/さの 野村/のむら 松尾/まつお 菊地/きくち
市川/いちかわ 杉本/すぎもと 古川/ふるかわ 大西/おおにし 島田/しまだ 水野/みずの 桜井/さくらい
高野/たかの 吉川/よしかわ 山内/やまうち 西田/にしだ 飯田/いいだ 北村/きたむら 安田/やすだ
五十嵐/いがらし 川口/かわぐち 平田/ひらた 関/せき 中田/なかた 久保田/くぼた 東/あずま 服部/はっとり
岩田/いわた 土屋/つちや 福島/ふくしま 本田/ほんだ
""",
        """
花子/はなこ 陽子/ようこ 美咲/みさき さくら/さくら 葵/あおい 結衣/ゆい 愛/あい 由美/ゆみ 裕子/ゆうこ
恵子/けいこ 直美/なおみ 智子/ともこ 真由美/まゆみ 久美子/くみこ 明美/あけみ 美穂/みほ 麻衣/まい
彩/あや 香織/かおり 優子/ゆうこ 千尋/ちひろ 舞/まい 七海/ななみ 遥/はるか 楓/かえで 莉子/りこ
美月/みつき 京子/きょうこ 和子/かずこ 洋子/ようこ 幸子/さちこ 理恵/りえ 友美/ともみ 沙織/さおり
亜美/あみ 里奈/りな 真理/まり 綾香/あやか 純子/じゅんこ 典子/のりこ 早紀/さき 詩織/しおり 瞳/ひとみ
""",
        """
太郎/たろう 健一/けんいち 大輔/だいすけ 翔太/しょうた 拓也/たくや 健太/けんた 直樹/なおき
哲也/てつや 和也/かずや 達也/たつや 誠/まこと 浩/ひろし 隆/たかし 修/おさむ 学/まなぶ 剛/つよし
亮/りょう 翼/つばさ 蓮/れん 悠真/ゆうま 陽翔/はると 大翔/ひろと 颯太/そうた 一郎/いちろう
次郎/じろう 正樹/まさき 雅之/まさゆき 博之/ひろゆき 康弘/やすひろ 義明/よしあき 幸一/こういち
秀樹/ひでき 慎一/しんいち 純一/じゅんいち 智也/ともや 裕太/ゆうた 祐介/ゆうすけ 圭介/けいすけ
洋平/ようへい 光/ひかる 進/すすむ 勇気/ゆうき
""",
    ),
    "ko": (
        """
김/Kim 이/Lee 박/Park 최/Choi 정/Jung 강/Kang 조/Cho 윤/Yoon 장/Jang 임/Lim 한/Han 오/Oh 서/Seo
신/Shin 권/Kwon 황/Hwang 안/Ahn 송/Song 류/Ryu 전/Jeon 홍/Hong 고/Ko 문/Moon 양/Yang 손/Son 배/Bae
백/Baek 허/Heo 유/Yoo 남/Nam 심/Shim 노/Noh 하/Ha 곽/Kwak 성/Sung 차/Cha 주/Joo 우/Woo 구/Koo 나/Na
민/Min 진/Jin 지/Ji 엄/Eom 채/Chae 원/Won 천/Cheon 방/Bang 공/Kong 현/Hyun 함/Ham 변/Byun 추/Choo
도/Do 소/So 석/Seok 선/Sun 마/Ma 길/Gil 연/Yeon
""",
        """
서연/Seoyeon 서윤/Seoyun 지우/Jiwoo 서현/Seohyun 민서/Minseo 하은/Haeun 하윤/Hayun 윤서/Yunseo
지유/Jiyu 지민/Jimin 채원/Chaewon 수아/Sua 지아/Jia 다은/Daeun 은서/Eunseo 예은/Yeeun 수빈/Subin
소율/Soyul 예린/Yerin 지원/Jiwon 영희/Younghee 미경/Mikyung 은정/Eunjung 현정/Hyunjung 지현/Jihyun
수진/Sujin 혜진/Hyejin 유진/Yujin 민지/Minji 은지/Eunji
""",
        """
민준/Minjun 서준/Seojun 도윤/Doyun 예준/Yejun 시우/Siu 하준/Hajun 지호/Jiho 주원/Juwon 지훈/Jihun
준서/Junseo 현우/Hyunwoo 도현/Dohyun 건우/Geonwoo 우진/Woojin 선우/Sunwoo 민재/Minjae 성민/Seongmin
영수/Youngsoo 영호/Youngho 상훈/Sanghoon 동현/Donghyun 승현/Seunghyun 재현/Jaehyun 태현/Taehyun
준호/Junho 성호/Sungho 정훈/Junghoon 진우/Jinwoo 상우/Sangwoo 재민/Jaemin
""",
    ),
    "ar": (
        """
محمود/Mahmoud حسن/Hassan حسين/Hussein إبراهيم/Ibrahim عبد_الله/Abdullah السيد/El-Sayed خليل/Khalil
مصطفى/Mostafa منصور/Mansour سليمان/Soliman صالح/Saleh عثمان/Osman يوسف/Youssef الشريف/El-Sherif
النجار/El-Naggar المصري/El-Masry حجازي/Hegazy رمضان/Ramadan فؤاد/Fouad شاهين/Shahin صبري/Sabry
الحداد/El-Haddad سالم/Salem قاسم/Qasem نصار/Nassar زيدان/Zidan بدوي/Badawy فرج/Farag جابر/Gaber
عوض/Awad مراد/Mourad البنا/El-Banna الخطيب/El-Khatib كامل/Kamel غانم/Ghanem شوقي/Shawky لطفي/Lotfy
رشدي/Roushdy سعيد/Said توفيق/Tawfik الجندي/El-Gendy حمدي/Hamdy عبد_الرحمن/Abdelrahman طه/Taha
الشاذلي/El-Shazly أبو_زيد/Abou-Zeid عزام/Azzam العطار/El-Attar القاضي/El-Kady درويش/Darwish
""",
        """
فاطمة/Fatma مريم/Mariam نور/Nour سارة/Sara ياسمين/Yasmin منى/Mona هدى/Hoda ليلى/Layla أميرة/Amira
سلمى/Salma دينا/Dina رانيا/Rania هالة/Hala نادية/Nadia سميرة/Samira عائشة/Aisha آية/Aya هبة/Heba
نهى/Noha إيمان/Iman شيماء/Shaimaa رنا/Rana
""",
        """
محمد/Mohamed أحمد/Ahmed محمود/Mahmoud علي/Ali عمر/Omar خالد/Khaled يوسف/Youssef كريم/Karim
طارق/Tarek حسام/Hossam وليد/Walid هشام/Hesham شريف/Sherif عمرو/Amr سامي/Sami ماجد/Maged رامي/Rami
أيمن/Ayman إسلام/Islam مصطفى/Mostafa ياسر/Yasser نبيل/Nabil
""",
    ),
    "he": (
        """
כהן/Cohen לוי/Levi מזרחי/Mizrahi פרץ/Peretz ביטון/Biton דהן/Dahan אברהם/Avraham פרידמן/Friedman
מלכה/Malka אזולאי/Azoulay כץ/Katz יוסף/Yosef דוד/David עמר/Amar אוחיון/Ohayon חדד/Hadad גבאי/Gabay
בן_דוד/Ben-David אדרי/Edri לוין/Levin טל/Tal קליין/Klein חזן/Hazan שפירא/Shapira רוזנברג/Rosenberg
גולדברג/Goldberg שושן/Shoshan וקנין/Vaknin אשכנזי/Ashkenazi סגל/Segal בר/Bar שלום/Shalom נחום/Nahum
ברק/Barak הראל/Harel גרינברג/Greenberg רוזן/Rosen אלון/Alon ארד/Arad שמש/Shemesh גולן/Golan
דגן/Dagan כרמי/Carmi נבון/Navon ענבר/Inbar פלד/Peled צור/Tzur רביב/Raviv שגיא/Sagi שקד/Shaked
תמיר/Tamir
""",
        """
נועה/Noa תמר/Tamar מאיה/Maya שירה/Shira יעל/Yael מיכל/Michal רונית/Ronit אורית/Orit ענת/Anat
הילה/Hila ליאת/Liat דנה/Dana קרן/Keren גלית/Galit איילת/Ayelet טליה/Talia שרה/Sara רחל/Rachel
רבקה/Rivka אפרת/Efrat סיגל/Sigal
""",
        """
דוד/David יוסף/Yosef משה/Moshe אורי/Uri איתן/Eitan נועם/Noam דניאל/Daniel יונתן/Yonatan אבי/Avi
יוסי/Yossi רון/Ron גיל/Gil עומר/Omer איתי/Itay אלעד/Elad ניר/Nir עידו/Ido אסף/Asaf יובל/Yuval
שי/Shai ארז/Erez
""",
    ),
}

# Between given and family name in Ukrainian and Russian: the father's name (men, women).
PATRONYMICS: dict[str, tuple[str, str]] = {
    "uk": (
        "Олександрович Сергійович Андрійович Володимирович Миколайович Іванович Юрійович "
        "Вікторович Васильович Михайлович Петрович Дмитрович Богданович Романович Ігорович "
        "Степанович",
        "Олександрівна Сергіївна Андріївна Володимирівна Миколаївна Іванівна Юріївна "
        "Вікторівна Василівна Михайлівна Петрівна Дмитрівна Богданівна Романівна Ігорівна "
        "Степанівна",
    ),
    "ru": (
        "Александрович Сергеевич Дмитриевич Андреевич Алексеевич Владимирович Михайлович "
        "Николаевич Иванович Евгеньевич Павлович Юрьевич Игоревич Олегович Викторович Петрович",
        "Александровна Сергеевна Дмитриевна Андреевна Алексеевна Владимировна Михайловна "
        "Николаевна Ивановна Евгеньевна Павловна Юрьевна Игоревна Олеговна Викторовна Петровна",
    ),
}


def _table(letters: str, latin_letters: str) -> dict[str, str]:
    """Letters and what they become; `-` becomes nothing."""
    parts = (part.strip("-") for part in latin_letters.split())
    return dict(zip(letters, parts, strict=True))


_UKRAINIAN = _table(
    "абвгґдежзийклмнопрстуфхцчшщьюяєіїё'",
    "a b v h g d e zh z y i k l m n o p r s t u f kh ts ch sh shch - iu ia ie i i o -",
)
_UKRAINIAN_FIRST = _table("єїйюя", "ye yi y yu ya")
_RUSSIAN = _table(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya",
)
_GREEK = _table("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o")
_GREEK_PAIRS = (("ου", "ou"), ("γγ", "ng"), ("αυ", "av"), ("ευ", "ev"), ("ντ", "nt"))
_SYLLABLES = _table(
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん",
    "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho "
    "ma mi mu me mo ya yu yo ra ri ru re ro wa o n",
) | _table(
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽ",
    "ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po",
)
_LATIN = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "’": "", "'": ""}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def latin(text: str, language: str) -> str:
    """The text in plain Latin letters, words beginning with a capital."""
    return " ".join(
        "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
        for word in _letters(text, language).split()
    )


def katakana(reading: str) -> str:
    """A reading in hiragana written in katakana, as forms ask for it."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in reading)


def female_family(name: str, language: str) -> str:
    """The form of a family name that women bear."""
    if language == "pl" and name.endswith(("ski", "cki", "dzki")):
        return name[:-1] + "a"
    if language == "uk" and name.endswith(("ий",)):
        return name[:-2] + "а"
    if language == "ru":
        return name[:-2] + "ая" if name.endswith("ий") else name + "а"
    if language == "el":
        return _female_greek(name)
    return name


def _female_greek(name: str) -> str:
    if name.endswith("όπουλος"):
        return name[:-7] + "οπούλου"
    if name.endswith(("ίδης", "άδης", "ΐδης")):
        return name[:-2] + "ου"
    if name.endswith("ός"):
        return name[:-2] + "ού"
    if name.endswith("ος"):
        return name[:-2] + "ου"
    return name.removesuffix("ς")


def _letters(text: str, language: str) -> str:
    if language == "uk":
        return _cyrillic(text, _UKRAINIAN, _UKRAINIAN_FIRST)
    if language == "ru":
        return _cyrillic(text, _RUSSIAN, {})
    if language == "ja":
        return _romaji(text)
    plain = text.lower()
    if language == "de":
        plain = plain.translate(_UMLAUTS)
    plain = unicodedata.normalize("NFD", plain).translate(_LATIN)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if language == "el":
        plain = "b" + plain[2:] if plain.startswith("μπ") else plain
        for pair, letters in _GREEK_PAIRS:
            plain = plain.replace(pair, letters)
        plain = "".join(_GREEK.get(c, c) for c in plain)
    return plain


def _cyrillic(text: str, letters: dict[str, str], first: dict[str, str]) -> str:
    words = (
        "".join(
            first[c] if c in first and position == 0 else letters.get(c, c)
            for position, c in enumerate(word)
        )
        for word in text.lower().split()
    )
    return " ".join(words)


def _romaji(reading: str) -> str:
    """Hepburn without marks for long vowels: さとう is Sato, いのうえ stays Inoue."""
    out = ""
    double = False
    for c in reading:
        if c == "っ":
            double = True
            continue
        if c in "ゃゅょ":
            vowel = {"ゃ": "a", "ゅ": "u", "ょ": "o"}[c]
            out = out[:-1] + ("" if out.endswith(("shi", "chi", "ji")) else "y") + vowel
            continue
        syllable = _SYLLABLES.get(c, c)
        out += syllable[0] + syllable if double else syllable
        double = False
    return re.sub("ou(?!e)", "o", out.replace("uu", "u").replace("oo", "o"))

"""Countries of the demo: cities, streets, telephone numbers, and how each is written.

In patterns `#` is any digit, `^` 1-9, `~` 2-9, `@` a letter; everything else stands for itself.
`{a}` is the city's area code: as it stands, `{h}` with a hyphen, `{d}` with dots, `{p}` with the
end of a bracket behind it. `native/latin` gives a place name twice. The first telephone pattern
of a country is international, the others are written as people at home write them. Where a
country keeps telephone numbers for fiction (UK, US, France, Germany, Sweden), those are
used, as far as programs take them for real numbers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A country as far as addresses and numbers go.

    Attributes:
        cities: `name|region|postcode|area code`, separated by `;`.
        address: how street and house number stand together.
        landline, mobile: telephone patterns, separated by `;`.
    """

    country: str
    language: str
    zone: str
    currency: str
    territory: str
    cities: str
    streets: str
    landline: str
    mobile: str
    vat: str
    registration: str
    address: str = "{street} {n}"


PLACES: dict[str, Place] = {
    "en-US": Place(
        country="US",
        language="en",
        zone="America/New_York",
        currency="USD",
        territory="North America",
        cities="""
            New York|NY|100##|212; Chicago|IL|606##|312; Boston|MA|021##|617; Seattle|WA|981##|206;
            Austin|TX|787##|512; Denver|CO|802##|303; Atlanta|GA|303##|404; Portland|OR|972##|503;
            San Francisco|CA|941##|415; Los Angeles|CA|900##|213; San Diego|CA|921##|619;
            Philadelphia|PA|191##|215; Minneapolis|MN|554##|612; Nashville|TN|372##|615;
            Charlotte|NC|282##|704; Columbus|OH|432##|614; Milwaukee|WI|532##|414;
            Kansas City|MO|641##|816; Phoenix|AZ|850##|602; Houston|TX|770##|713;
            Pittsburgh|PA|152##|412; Salt Lake City|UT|841##|801; Raleigh|NC|276##|919;
            Detroit|MI|482##|313; Tampa|FL|336##|813
        """,
        streets="""
            Main Street; Oak Avenue; Maple Street; Washington Avenue; Park Avenue; Elm Street;
            Lake Street; Market Street; 2nd Avenue; 5th Street; Cedar Street; Industrial Parkway;
            Commerce Drive; Harbor Boulevard; Franklin Street; Jefferson Avenue; Mill Road;
            Riverside Drive; Sunset Boulevard; Union Street; Enterprise Way; Lincoln Avenue
        """,
        address="{n} {street}",
        landline="+1 {a} 555 01##; ({a}) 555-01##; {a}-555-01##; {a}.555.01##; +1 ({a}) 555-01##",
        mobile="+1 {a} 555 01##; ({a}) 555-01##; {a}-555-01##",
        vat="^#-#######",
        registration="C#######",
    ),
    "en-GB": Place(
        country="GB",
        language="en",
        zone="Europe/London",
        currency="GBP",
        territory="UK & Ireland",
        cities="""
            London|Greater London|EC#A #@@|20 7946 0; Croydon|Greater London|CR# #@@|20 7946 0;
            Manchester|Greater Manchester|M## #@@|161 496 0;
            Leeds|West Yorkshire|LS# #@@|113 496 0; Birmingham|West Midlands|B## #@@|121 496 0;
            Bristol|Bristol|BS# #@@|117 496 0; Liverpool|Merseyside|L# #@@|151 496 0;
            Sheffield|South Yorkshire|S# #@@|114 496 0; Edinburgh|Midlothian|EH# #@@|131 496 0;
            Glasgow|Lanarkshire|G# #@@|141 496 0; Cardiff|South Glamorgan|CF## #@@|29 2018 0;
            Belfast|County Antrim|BT# #@@|28 9649 6; Leicester|Leicestershire|LE# #@@|116 496 0;
            Newcastle upon Tyne|Tyne and Wear|NE# #@@|191 498 0;
            Reading|Berkshire|RG# #@@|118 496 0
        """,
        streets="""
            High Street; Station Road; Church Lane; Victoria Road; Mill Lane; Park Road;
            Queen Street; Kingsway; The Crescent; London Road; Albert Street; Bridge Street;
            Castle Street; Dock Road; Foundry Lane; George Street; Harbour Street; Market Place;
            Wharf Road; York Road; Chapel Street; Exchange Quay
        """,
        address="{n} {street}",
        landline="+44 {a}###; 0{a}###; (0){a}###; +44 (0){a}###",
        mobile="+44 7746 900###; 07746 900###; 07746 900 ###; 07700 900###",
        vat="GB### #### ##",
        registration="0#######",
    ),
    "de": Place(
        country="DE",
        language="de",
        zone="Europe/Berlin",
        currency="EUR",
        territory="DACH",
        cities="""
            Berlin|Berlin|10###|30 23125; Hamburg|Hamburg|20###|40 66969;
            München|Bayern|80###|89 99998; Köln|Nordrhein-Westfalen|506##|221 4710;
            Frankfurt am Main|Hessen|603##|69 90009; Stuttgart|Baden-Württemberg|701##|711 2~##;
            Düsseldorf|Nordrhein-Westfalen|402##|211 3~##; Leipzig|Sachsen|041##|341 4~##;
            Dortmund|Nordrhein-Westfalen|441##|231 5~##; Bremen|Bremen|281##|421 3~##;
            Hannover|Niedersachsen|301##|511 2~##; Nürnberg|Bayern|904##|911 2~##;
            Dresden|Sachsen|010##|351 4~##; Münster|Nordrhein-Westfalen|481##|251 6~##;
            Freiburg im Breisgau|Baden-Württemberg|791##|761 4~##;
            Kiel|Schleswig-Holstein|241##|431 5~##; Mainz|Rheinland-Pfalz|551##|6131 2~#;
            Saarbrücken|Saarland|661##|681 9~##; Erfurt|Thüringen|990##|361 6~##;
            Rostock|Mecklenburg-Vorpommern|180##|381 4~##
        """,
        streets="""
            Hauptstraße; Bahnhofstraße; Gartenstraße; Lindenstraße; Schillerstraße; Goethestraße;
            Industriestraße; Am Hafen; Kirchplatz; Mozartstraße; Bergstraße; Ringstraße;
            Marktplatz; Königsallee; Friedrichstraße; Mühlenweg; Rosenweg; Gewerbepark Süd;
            Hansaring; Beethovenstraße; Kaiserstraße; Uferweg
        """,
        landline="+49 {a}###; 0{a}###; 0{a}-###; (0){a}###; +49 (0){a} ###",
        mobile="+49 171 39200##; 0176 0406 90##; 0171/39200##; 0176-040690##",
        vat="DE### ### ###",
        registration="HRB ######",
    ),
    "fr": Place(
        country="FR",
        language="fr",
        zone="Europe/Paris",
        currency="EUR",
        territory="France & Benelux",
        cities="""
            Paris|Île-de-France|750##|1 99 00; Lyon|Auvergne-Rhône-Alpes|690##|4 65 71;
            Marseille|Provence-Alpes-Côte d'Azur|130##|4 65 71; Toulouse|Occitanie|310##|5 36 49;
            Nice|Provence-Alpes-Côte d'Azur|060##|4 65 71; Nantes|Pays de la Loire|440##|2 61 91;
            Montpellier|Occitanie|340##|4 65 71; Strasbourg|Grand Est|670##|3 53 01;
            Bordeaux|Nouvelle-Aquitaine|330##|5 36 49; Lille|Hauts-de-France|590##|3 53 01;
            Rennes|Bretagne|350##|2 61 91; Reims|Grand Est|511##|3 53 01;
            Saint-Étienne|Auvergne-Rhône-Alpes|420##|4 65 71; Le Havre|Normandie|766##|2 61 91;
            Grenoble|Auvergne-Rhône-Alpes|380##|4 65 71;
            Dijon|Bourgogne-Franche-Comté|210##|3 53 01; Angers|Pays de la Loire|490##|2 61 91;
            Clermont-Ferrand|Auvergne-Rhône-Alpes|630##|4 65 71
        """,
        streets="""
            rue de la République; rue Victor Hugo; avenue Jean Jaurès; boulevard Voltaire;
            rue Pasteur; place de la Gare; rue des Lilas; avenue du Général Leclerc; rue du Moulin;
            quai des Célestins; rue de l'Église; rue Gambetta; cours Lafayette;
            impasse des Tilleuls; rue Saint-Michel; avenue des Champs; rue Molière;
            allée des Platanes; rue du Commerce; zone artisanale Nord
        """,
        address="{n} {street}",
        landline="+33 {a} ## ##; 0{a} ## ##; 0{d}.##.##; +33 (0){a} ## ##",
        mobile="+33 6 12 34 ## ##; 06 12 34 ## ##; 06.12.34.##.##; 06 39 98 ## ##",
        vat="FR## ### ### ###",
        registration="RCS ### ### ###",
    ),
    "es": Place(
        country="ES",
        language="es",
        zone="Europe/Madrid",
        currency="EUR",
        territory="Southern Europe",
        cities="""
            Madrid|Madrid|280##|91 5; Barcelona|Cataluña|080##|93 4;
            Valencia|Comunidad Valenciana|460##|96 3; Sevilla|Andalucía|410##|95 4;
            Zaragoza|Aragón|500##|97 6; Málaga|Andalucía|290##|95 2;
            Murcia|Región de Murcia|300##|96 8; Palma|Illes Balears|070##|97 1;
            Bilbao|País Vasco|480##|94 4; Alicante|Comunidad Valenciana|030##|96 5;
            Córdoba|Andalucía|140##|95 7; Valladolid|Castilla y León|470##|98 3;
            Vigo|Galicia|362##|98 6; Gijón|Asturias|332##|98 5; Granada|Andalucía|180##|95 8;
            San Sebastián|País Vasco|200##|94 3
        """,
        streets="""
            Calle Mayor; Calle Real; Avenida de la Constitución; Calle del Carmen; Gran Vía;
            Plaza de España; Calle San Juan; Avenida de América; Paseo Marítimo; Calle Cervantes;
            Calle de Alcalá; Rambla Nova; Polígono Industrial Sur; Calle Colón; Calle Nueva;
            Camino Viejo; Calle Goya; Avenida del Puerto
        """,
        address="{street}, {n}",
        landline="+34 {a}## ## ##; {a}## ## ##; {h}##-##-##",
        mobile="+34 6^# ### ###; 6^# ### ###; 6^# ## ## ##",
        vat="ESB########",
        registration="M-######",
    ),
    "it": Place(
        country="IT",
        language="it",
        zone="Europe/Rome",
        currency="EUR",
        territory="Southern Europe",
        cities="""
            Roma|Lazio|001##|06 4; Milano|Lombardia|201##|02 4; Napoli|Campania|801##|081 5;
            Torino|Piemonte|101##|011 5; Palermo|Sicilia|901##|091 6; Genova|Liguria|161##|010 5;
            Bologna|Emilia-Romagna|401##|051 2; Firenze|Toscana|501##|055 2;
            Bari|Puglia|701##|080 5; Catania|Sicilia|951##|095 7; Venezia|Veneto|301##|041 5;
            Verona|Veneto|371##|045 8; Padova|Veneto|351##|049 8;
            Trieste|Friuli-Venezia Giulia|341##|040 3; Brescia|Lombardia|251##|030 2;
            Parma|Emilia-Romagna|431##|0521 2; Modena|Emilia-Romagna|411##|059 2
        """,
        streets="""
            Via Roma; Via Garibaldi; Corso Italia; Via Mazzini; Piazza del Popolo; Via Dante;
            Via Verdi; Viale della Repubblica; Via Marconi; Corso Vittorio Emanuele; Via Cavour;
            Via Manzoni; Via Leonardo da Vinci; Via dei Mille; Via San Marco; Piazza Duomo;
            Via dell'Industria; Via del Mare; Via Galileo Galilei; Largo Augusto
        """,
        address="{street}, {n}",
        landline="+39 {a}######; {a}######; {a}## ## ##; {d}###.###",
        mobile="+39 34~ ### ####; 34~ #######; 33^-#######",
        vat="IT###########",
        registration="REA MI-#######",
    ),
    "pl": Place(
        country="PL",
        language="pl",
        zone="Europe/Warsaw",
        currency="PLN",
        territory="Central Europe",
        cities="""
            Warszawa|mazowieckie|0#-###|22 6; Kraków|małopolskie|31-###|12 4;
            Łódź|łódzkie|90-###|42 6; Wrocław|dolnośląskie|50-###|71 3;
            Poznań|wielkopolskie|61-###|61 8; Gdańsk|pomorskie|80-###|58 3;
            Szczecin|zachodniopomorskie|70-###|91 4; Bydgoszcz|kujawsko-pomorskie|85-###|52 3;
            Lublin|lubelskie|20-###|81 5; Katowice|śląskie|40-###|32 2;
            Białystok|podlaskie|15-###|85 7; Gdynia|pomorskie|81-###|58 6;
            Rzeszów|podkarpackie|35-###|17 8; Toruń|kujawsko-pomorskie|87-###|56 6;
            Kielce|świętokrzyskie|25-###|41 3; Olsztyn|warmińsko-mazurskie|10-###|89 5
        """,
        streets="""
            ul. Długa; ul. Polna; ul. Leśna; ul. Słoneczna; ul. Krótka; ul. Szkolna; ul. Ogrodowa;
            ul. Lipowa; ul. Mickiewicza; ul. Kościuszki; al. Jana Pawła II; ul. Piłsudskiego;
            ul. Sienkiewicza; ul. Kolejowa; ul. Przemysłowa; ul. Łąkowa; plac Wolności;
            ul. Warszawska; ul. Kopernika; ul. Żeromskiego
        """,
        landline="+48 {a}## ## ##; {a}## ## ##; ({p}##-##-##; {h}##-##-##",
        mobile="+48 60^ ### ###; 60^ ### ###; 50^-###-###; +48 51^ ### ###",
        vat="PL ###-###-##-##",
        registration="KRS 0000######",
    ),
    "uk": Place(
        country="UA",
        language="uk",
        zone="Europe/Kyiv",
        currency="UAH",
        territory="Eastern Europe",
        cities="""
            Київ/Kyiv|Київ/Kyiv|01###|44 5; Львів/Lviv|Львівська обл./Lviv|79###|32 2;
            Одеса/Odesa|Одеська обл./Odesa|65###|48 7;
            Харків/Kharkiv|Харківська обл./Kharkiv|61###|57 7;
            Дніпро/Dnipro|Дніпропетровська обл./Dnipropetrovsk|49###|56 7;
            Запоріжжя/Zaporizhzhia|Запорізька обл./Zaporizhzhia|69###|61 2;
            Вінниця/Vinnytsia|Вінницька обл./Vinnytsia|21###|43 2;
            Полтава/Poltava|Полтавська обл./Poltava|36###|53 2;
            Чернівці/Chernivtsi|Чернівецька обл./Chernivtsi|58###|37 2;
            Івано-Франківськ/Ivano-Frankivsk|Івано-Франківська обл./Ivano-Frankivsk|76###|34 2;
            Тернопіль/Ternopil|Тернопільська обл./Ternopil|46###|35 2;
            Луцьк/Lutsk|Волинська обл./Volyn|43###|33 2;
            Рівне/Rivne|Рівненська обл./Rivne|33###|36 2;
            Житомир/Zhytomyr|Житомирська обл./Zhytomyr|10###|41 2;
            Черкаси/Cherkasy|Черкаська обл./Cherkasy|18###|47 2;
            Чернігів/Chernihiv|Чернігівська обл./Chernihiv|14###|46 2
        """,
        streets="""
            вул. Хрещатик; вул. Шевченка; вул. Лесі Українки; вул. Івана Франка; вул. Садова;
            вул. Соборна; вул. Грушевського; вул. Володимирська; просп. Перемоги;
            вул. Сагайдачного; вул. Незалежності; вул. Заводська; вул. Київська; вул. Набережна;
            бульв. Тараса Шевченка; вул. Городоцька; вул. Паркова; пл. Ринок
        """,
        address="{street}, {n}",
        landline="+380 {a}## ## ##; 0{a}##-##-##; (0{p}##-##-##",
        mobile="+380 67 ### ## ##; 050 ### ## ##; 063-###-##-##; (097) ###-##-##",
        vat="############",
        registration="########",
    ),
    "ru": Place(
        country="RU",
        language="ru",
        zone="Europe/Moscow",
        currency="RUB",
        territory="Eastern Europe",
        cities="""
            Москва/Moscow|Москва/Moscow|101###|495 6;
            Казань/Kazan|Республика Татарстан/Tatarstan|420###|843 2;
            Санкт-Петербург/Saint Petersburg|Санкт-Петербург/Saint Petersburg|190###|812 3;
            Новосибирск/Novosibirsk|Новосибирская обл./Novosibirsk|630###|383 2;
            Екатеринбург/Yekaterinburg|Свердловская обл./Sverdlovsk|620###|343 3;
            Нижний Новгород/Nizhny Novgorod|Нижегородская обл./Nizhny Novgorod|603###|831 4;
            Самара/Samara|Самарская обл./Samara|443###|846 3;
            Омск/Omsk|Омская обл./Omsk|644###|381 2;
            Ростов-на-Дону/Rostov-on-Don|Ростовская обл./Rostov|344###|863 2;
            Уфа/Ufa|Республика Башкортостан/Bashkortostan|450###|347 2;
            Пермь/Perm|Пермский край/Perm|614###|342 2;
            Красноярск/Krasnoyarsk|Красноярский край/Krasnoyarsk|660###|391 2;
            Воронеж/Voronezh|Воронежская обл./Voronezh|394###|473 2
        """,
        streets="""
            ул. Ленина; ул. Мира; ул. Садовая; ул. Пушкина; ул. Гагарина; ул. Советская;
            ул. Лесная; просп. Мира; ул. Набережная; ул. Заводская; ул. Чехова; ул. Молодёжная;
            Невский просп.; ул. Кирова; ул. Тверская; ул. Горького; ул. Центральная
        """,
        address="{street}, д. {n}",
        landline="+7 {a}##-##-##; 8 ({p}##-##-##; ({p}##-##-##",
        mobile="+7 916 ###-##-##; 8 903 ### ## ##; 8-926-###-##-##; +7 (921) ###-##-##",
        vat="##########",
        registration="#############",
    ),
    "ro": Place(
        country="RO",
        language="ro",
        zone="Europe/Bucharest",
        currency="RON",
        territory="Eastern Europe",
        cities="""
            București|București|01####|21 3#; Cluj-Napoca|Cluj|400###|264 4;
            Iași|Iași|700###|232 2; Timișoara|Timiș|300###|256 2; Constanța|Constanța|900###|241 5;
            Brașov|Brașov|500###|268 4; Craiova|Dolj|200###|251 4; Galați|Galați|800###|236 4;
            Oradea|Bihor|410###|259 4; Ploiești|Prahova|100###|244 5; Sibiu|Sibiu|550###|269 2;
            Bacău|Bacău|600###|234 5; Arad|Arad|310###|257 2; Pitești|Argeș|110###|248 2;
            Târgu Mureș|Mureș|540###|265 2; Suceava|Suceava|720###|230 5
        """,
        streets="""
            Strada Mihai Eminescu; Bulevardul Unirii; Calea Victoriei; Strada Libertății;
            Strada Florilor; Strada Principală; Bulevardul Independenței; Strada Ștefan cel Mare;
            Strada Avram Iancu; Strada Horea; Strada Gării; Calea Dorobanților; Strada Lalelelor;
            Strada Republicii; Bulevardul Carol I; Strada Fabricii; Strada Plopilor; Piața Sfatului
        """,
        address="{street} nr. {n}",
        landline="+40 {a}## ###; 0{a}## ###; 0{d}##.###; (0{p}## ###",
        mobile="+40 72# ### ###; 072# ### ###; 074#.###.###; +40 75# ### ###",
        vat="RO########",
        registration="J40/####/201#",
    ),
    "zh": Place(
        country="CN",
        language="zh",
        zone="Asia/Shanghai",
        currency="CNY",
        territory="Asia-Pacific",
        cities="""
            北京/Beijing|北京市/Beijing|1000##|10 6; 上海/Shanghai|上海市/Shanghai|2000##|21 6;
            广州/Guangzhou|广东省/Guangdong|5100##|20 8;
            深圳/Shenzhen|广东省/Guangdong|5180##|755 8;
            杭州/Hangzhou|浙江省/Zhejiang|3100##|571 8; 成都/Chengdu|四川省/Sichuan|6100##|28 8;
            南京/Nanjing|江苏省/Jiangsu|2100##|25 8; 武汉/Wuhan|湖北省/Hubei|4300##|27 8;
            西安/Xi'an|陕西省/Shaanxi|7100##|29 8; 重庆/Chongqing|重庆市/Chongqing|4000##|23 6;
            天津/Tianjin|天津市/Tianjin|3000##|22 2; 苏州/Suzhou|江苏省/Jiangsu|2150##|512 6;
            青岛/Qingdao|山东省/Shandong|2660##|532 8; 长沙/Changsha|湖南省/Hunan|4100##|731 8;
            大连/Dalian|辽宁省/Liaoning|1160##|411 8
        """,
        streets="""
            中山路/Zhongshan Road; 人民路/Renmin Road; 建设路/Jianshe Road; 解放路/Jiefang Road;
            和平路/Heping Road; 南京西路/Nanjing West Road; 长江路/Changjiang Road;
            科技园路/Kejiyuan Road; 朝阳路/Chaoyang Road; 北京路/Beijing Road; 新华路/Xinhua Road;
            文化路/Wenhua Road; 工业大道/Gongye Avenue; 滨海大道/Binhai Avenue
        """,
        address="{street}{n}号",
        landline="+86 {a}### ####; 0{h}###-####; (0{p}#######",
        mobile="+86 138 #### ####; 139########; 186-####-####; 158 #### ####",
        vat="91##0000MA#######",
        registration="9133############",
    ),
    "ja": Place(
        country="JP",
        language="ja",
        zone="Asia/Tokyo",
        currency="JPY",
        territory="Asia-Pacific",
        cities="""
            千代田区/Chiyoda|東京都/Tokyo|100-00##|3 3#; 港区/Minato|東京都/Tokyo|105-00##|3 5#;
            大阪市/Osaka|大阪府/Osaka|530-00##|6 6#; 名古屋市/Nagoya|愛知県/Aichi|460-00##|52 2;
            横浜市/Yokohama|神奈川県/Kanagawa|220-00##|45 3;
            札幌市/Sapporo|北海道/Hokkaido|060-00##|11 2;
            福岡市/Fukuoka|福岡県/Fukuoka|812-00##|92 4; 京都市/Kyoto|京都府/Kyoto|600-80##|75 3;
            神戸市/Kobe|兵庫県/Hyogo|650-00##|78 3; 仙台市/Sendai|宮城県/Miyagi|980-00##|22 2;
            広島市/Hiroshima|広島県/Hiroshima|730-00##|82 2;
            静岡市/Shizuoka|静岡県/Shizuoka|420-08##|54 2
        """,
        streets="""
            中央/Chuo; 本町/Honcho; 栄町/Sakaemachi; 桜丘/Sakuragaoka; 緑町/Midoricho; 港南/Konan;
            東町/Higashicho; 新町/Shinmachi; 大手町/Otemachi; 丸の内/Marunouchi; 西新/Nishijin;
            北浜/Kitahama
        """,
        address="{street}2-{n}-8",
        landline="+81 {a}##-####; 0{h}##-####; 0{a}## ####",
        mobile="+81 90-~###-####; 090-~###-####; 080-~###-####; 070 ~### ####",
        vat="T#############",
        registration="####-##-######",
    ),
    "ko": Place(
        country="KR",
        language="ko",
        zone="Asia/Seoul",
        currency="KRW",
        territory="Asia-Pacific",
        cities="""
            서울/Seoul|서울특별시/Seoul|04###|2 5; 부산/Busan|부산광역시/Busan|48###|51 6;
            대구/Daegu|대구광역시/Daegu|41###|53 5; 인천/Incheon|인천광역시/Incheon|21###|32 4;
            광주/Gwangju|광주광역시/Gwangju|61###|62 3; 대전/Daejeon|대전광역시/Daejeon|34###|42 5;
            울산/Ulsan|울산광역시/Ulsan|44###|52 2; 수원/Suwon|경기도/Gyeonggi|16###|31 2;
            성남/Seongnam|경기도/Gyeonggi|13###|31 7; 창원/Changwon|경상남도/Gyeongnam|51###|55 2
        """,
        streets="""
            테헤란로/Teheran-ro; 세종대로/Sejong-daero; 강남대로/Gangnam-daero; 중앙로/Jungang-ro;
            시청로/Sicheong-ro; 해운대로/Haeundae-ro; 을지로/Eulji-ro; 종로/Jong-ro;
            평화로/Pyeonghwa-ro; 산업로/Saneop-ro
        """,
        landline="+82 {a}##-####; 0{h}##-####; 0{d}##.####",
        mobile="+82 10-~###-####; 010-~###-####; 010 ~###-####",
        vat="###-##-#####",
        registration="110111-#######",
    ),
    "ar": Place(
        country="EG",
        language="ar",
        zone="Africa/Cairo",
        currency="EGP",
        territory="Middle East & Africa",
        cities="""
            القاهرة/Cairo|القاهرة/Cairo|115##|2 2#; الجيزة/Giza|الجيزة/Giza|125##|2 3#;
            الإسكندرية/Alexandria|الإسكندرية/Alexandria|215##|3 4;
            بورسعيد/Port Said|بورسعيد/Port Said|425##|66 3; السويس/Suez|السويس/Suez|435##|62 3;
            المنصورة/Mansoura|الدقهلية/Dakahlia|355##|50 2; طنطا/Tanta|الغربية/Gharbia|315##|40 3;
            الأقصر/Luxor|الأقصر/Luxor|855##|95 2; أسوان/Aswan|أسوان/Aswan|815##|97 2;
            الإسماعيلية/Ismailia|الإسماعيلية/Ismailia|415##|64 3
        """,
        streets="""
            شارع التحرير/Tahrir Street; شارع النيل/Nile Street; شارع الجمهورية/Republic Street;
            شارع رمسيس/Ramses Street; شارع الهرم/Pyramids Road;
            شارع سعد زغلول/Saad Zaghloul Street; شارع الثورة/Thawra Street;
            طريق الكورنيش/Corniche Road; شارع جامعة الدول/Gameat El Dewal Street
        """,
        address="{n} {street}",
        landline="+20 {a}######; 0{a}### ###; 0{h}######",
        mobile="+20 100 ### ####; 010 0### ####; 0122 ### ####; 0111 ### ####",
        vat="###-###-###",
        registration="######",
    ),
    "he": Place(
        country="IL",
        language="he",
        zone="Asia/Jerusalem",
        currency="ILS",
        territory="Middle East & Africa",
        cities="""
            תל אביב/Tel Aviv|תל אביב/Tel Aviv|61#####|3 5;
            ירושלים/Jerusalem|ירושלים/Jerusalem|91#####|2 6; חיפה/Haifa|חיפה/Haifa|31#####|4 8;
            ראשון לציון/Rishon LeZion|המרכז/Central|75#####|3 9;
            פתח תקווה/Petah Tikva|המרכז/Central|49#####|3 9;
            אשדוד/Ashdod|הדרום/Southern|77#####|8 8; נתניה/Netanya|המרכז/Central|42#####|9 8;
            באר שבע/Beersheba|הדרום/Southern|84#####|8 6;
            הרצליה/Herzliya|תל אביב/Tel Aviv|46#####|9 9; רעננה/Raanana|המרכז/Central|43#####|9 7
        """,
        streets="""
            הרצל/Herzl St; ויצמן/Weizmann St; ז'בוטינסקי/Jabotinsky St; רוטשילד/Rothschild Blvd;
            בן גוריון/Ben Gurion Blvd; אלנבי/Allenby St; דיזנגוף/Dizengoff St; המלאכה/HaMelacha St;
            הגפן/HaGefen St; ביאליק/Bialik St
        """,
        landline="+972 {a}##-####; 0{h}##-####; 0{a}######",
        mobile="+972 54-~##-####; 050-~##-####; 052-~######; 054 ~## ####",
        vat="51#######",
        registration="51-#######",
    ),
    "el": Place(
        country="GR",
        language="el",
        zone="Europe/Athens",
        currency="EUR",
        territory="Southern Europe",
        cities="""
            Αθήνα/Athens|Αττική/Attica|105 ##|210 3#;
            Θεσσαλονίκη/Thessaloniki|Κεντρική Μακεδονία/Macedonia|546 ##|2310 2;
            Πάτρα/Patras|Δυτική Ελλάδα/Western Greece|262 ##|2610 2;
            Ηράκλειο/Heraklion|Κρήτη/Crete|712 ##|2810 2;
            Λάρισα/Larissa|Θεσσαλία/Thessaly|412 ##|2410 2;
            Βόλος/Volos|Θεσσαλία/Thessaly|382 ##|2421 0;
            Ιωάννινα/Ioannina|Ήπειρος/Epirus|454 ##|2651 0; Χανιά/Chania|Κρήτη/Crete|731 ##|2821 0;
            Πειραιάς/Piraeus|Αττική/Attica|185 ##|210 4#;
            Καβάλα/Kavala|Ανατολική Μακεδονία/Eastern Macedonia|654 ##|2510 2
        """,
        streets="""
            Ερμού/Ermou; Σταδίου/Stadiou; Πανεπιστημίου/Panepistimiou; Ακαδημίας/Akadimias;
            Τσιμισκή/Tsimiski; Εγνατία/Egnatia; Λεωφόρος Κηφισίας/Kifisias Ave;
            Βασιλίσσης Σοφίας/Vasilissis Sofias Ave; Αριστοτέλους/Aristotelous; Πατησίων/Patision;
            Αθηνάς/Athinas; Λεωφόρος Συγγρού/Syngrou Ave
        """,
        landline="+30 {a}## ###; {a}#####; {a}## ###",
        mobile="+30 69~ ### ####; 69~ ### ####; 697#######",
        vat="EL#########",
        registration="############",
    ),
    "tr": Place(
        country="TR",
        language="tr",
        zone="Europe/Istanbul",
        currency="TRY",
        territory="Middle East & Africa",
        cities="""
            İstanbul|Şişli|343##|212 2; Kocaeli|İzmit|410##|262 3; Ankara|Çankaya|066##|312 4;
            İzmir|Konak|352##|232 4; Bursa|Nilüfer|161##|224 2; Antalya|Muratpaşa|071##|242 2;
            Adana|Seyhan|011##|322 4; Konya|Selçuklu|420##|332 2; Gaziantep|Şahinbey|270##|342 2;
            Kayseri|Kocasinan|380##|352 2; Eskişehir|Tepebaşı|260##|222 2;
            Mersin|Yenişehir|331##|324 2
        """,
        streets="""
            Atatürk Caddesi; İstiklal Caddesi; Cumhuriyet Caddesi; Gazi Bulvarı; İnönü Caddesi;
            Bağdat Caddesi; Barış Sokak; Gül Sokak; Zafer Caddesi;
            Organize Sanayi Bölgesi 3. Cadde; Fevzi Çakmak Caddesi
        """,
        address="{street} No: {n}",
        landline="+90 {a}## ## ##; 0{a}## ## ##; (0{p}## ## ##",
        mobile="+90 532 ### ## ##; 0533 ### ## ##; 0542 ### ####; (0505) ### ## ##",
        vat="##########",
        registration="######-#",
    ),
    "pt-BR": Place(
        country="BR",
        language="pt",
        zone="America/Sao_Paulo",
        currency="BRL",
        territory="Latin America",
        cities="""
            São Paulo|SP|01###-###|11; Rio de Janeiro|RJ|20###-###|21;
            Belo Horizonte|MG|30###-###|31; Curitiba|PR|80###-###|41; Porto Alegre|RS|90###-###|51;
            Salvador|BA|40###-###|71; Recife|PE|50###-###|81; Fortaleza|CE|60###-###|85;
            Brasília|DF|70###-###|61; Campinas|SP|13###-###|19; Florianópolis|SC|88###-###|48;
            Goiânia|GO|74###-###|62
        """,
        streets="""
            Avenida Paulista; Rua das Flores; Rua XV de Novembro; Avenida Brasil;
            Rua Sete de Setembro; Rua Augusta; Avenida Atlântica; Rua da Consolação; Rua São João;
            Avenida Getúlio Vargas; Rua do Comércio; Rua Dom Pedro II; Alameda Santos
        """,
        address="{street}, {n}",
        landline="+55 {a} 3~##-####; ({a}) 3~##-####; 0{a} 3~##-####",
        mobile="+55 {a} 99###-####; ({a}) 98###-####; {a} 99###-####",
        vat="##.###.###/0001-##",
        registration="##.###.###/0001-##",
    ),
    "sv": Place(
        country="SE",
        language="sv",
        zone="Europe/Stockholm",
        currency="SEK",
        territory="Nordics",
        cities="""
            Stockholm|Stockholms län|111 ##|8 4650 04;
            Göteborg|Västra Götalands län|411 ##|31 390 06; Malmö|Skåne län|211 ##|40 628 04;
            Uppsala|Uppsala län|753 ##|18 1~ ^#; Västerås|Västmanlands län|722 ##|21 1~ ^#;
            Örebro|Örebro län|702 ##|19 1~ ^#; Linköping|Östergötlands län|582 ##|13 1~ ^#;
            Helsingborg|Skåne län|252 ##|42 1~ ^#; Jönköping|Jönköpings län|553 ##|36 1~ ^#;
            Umeå|Västerbottens län|903 ##|90 1~ ^#
        """,
        streets="""
            Storgatan; Drottninggatan; Kungsgatan; Vasagatan; Södra vägen; Järnvägsgatan;
            Skolgatan; Hamngatan; Industrivägen; Björkvägen; Sveavägen; Ågatan; Östra Storgatan
        """,
        landline="+46 {a} ##; 0{h} ##; 0{a} ##",
        mobile="+46 70 174 06 ##; 070-174 06 ##; 070-1740 6##",
        vat="SE##########01",
        registration="55####-####",
    ),
    "nb": Place(
        country="NO",
        language="nb",
        zone="Europe/Oslo",
        currency="NOK",
        territory="Nordics",
        cities="""
            Oslo|Oslo|01##|22 4; Bergen|Vestland|50##|55 3; Trondheim|Trøndelag|70##|73 5;
            Stavanger|Rogaland|40##|51 5; Tromsø|Troms|90##|77 6; Kristiansand|Agder|46##|38 0;
            Drammen|Buskerud|30##|32 8; Bodø|Nordland|80##|75 5; Ålesund|Møre og Romsdal|60##|70 1;
            Fredrikstad|Østfold|16##|69 3
        """,
        streets="""
            Storgata; Karl Johans gate; Kirkegata; Strandgata; Dronningens gate; Havnegata;
            Skippergata; Industriveien; Fjordveien; Øvregaten
        """,
        landline="+47 {a}# ## ##; {a}# ## ##",
        mobile="+47 91# ## ###; 90# ## ###; 47# ## ###",
        vat="NO #########MVA",
        registration="### ### ###",
    ),
}

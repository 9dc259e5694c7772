"""Words companies and jobs are made of, per country.

`TRADES` of a country are in the order of `INDUSTRIES`, its `jobs` in the order of `JOB_PLACES`.
`native/latin` gives a word twice; Cyrillic and Greek are transliterated. `man|woman` are two forms.
"""

from __future__ import annotations

from dataclasses import dataclass

# Values of the catalogue's industries.
INDUSTRIES = """
    Agriculture; Automotive; Chemicals; Construction; Consulting; Education; Energy; Finance; Food;
    Health; Hospitality; IT services; Logistics; Manufacturing; Media; Pharma; Real estate; Retail;
    Software; Telecom; Trade; Entertainment
"""
# In which department each job of a country's list is.
JOB_PLACES = (0, 1, 1, 2, 2, 3, 4, 5, 5, 5, 6, 6, 7, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """What companies of a country are called, and what people in them do.

    Attributes:
        stems: first words of company names, besides family names.
        trades: second words, one for each industry.
        kin: put behind a family name: "& Sons".
        name: how the two stand together.
        forms: legal forms; `{}` is the name.
        jobs, departments: in the order of JOB_PLACES and of its numbers.
        dear: salutation of a man and of a woman.
    """

    stems: str
    trades: str
    kin: str = ""
    name: str = "{stem} {trade}"
    forms: str
    jobs: str
    departments: str
    dear: str = ""


_ENGLISH_JOBS = """
    Managing Director; Head of Procurement; Buyer; Finance Director; Accountant; Sales Manager;
    Marketing Manager; Operations Manager; Logistics Manager; Warehouse Manager; Head of IT;
    Technical Director; Office Manager; HR Manager
"""
_ENGLISH_DEPARTMENTS = """
    Management; Procurement; Finance; Sales; Marketing; Operations; IT; Administration
"""
# More jobs in English, for anybody: title and department.
ENGLISH_JOBS = """
    CEO=Management; COO=Management; CFO=Finance; CTO=IT; Owner=Management; Founder=Management;
    VP Sales=Sales; VP Operations=Operations; Purchasing Manager=Procurement;
    Category Manager=Procurement; Strategic Buyer=Procurement; Key Account Manager=Sales;
    Account Manager=Sales; Business Development Manager=Sales; Regional Sales Manager=Sales;
    Sales Engineer=Sales; Marketing Director=Marketing; Brand Manager=Marketing;
    Communications Lead=Marketing; Plant Manager=Operations; Supply Chain Manager=Operations;
    Operations Lead=Operations; Quality Manager=Operations; Project Manager=Operations;
    Programme Manager=Operations; Facility Manager=Operations; Production Planner=Operations;
    IT Manager=IT; Systems Administrator=IT; Solutions Architect=IT; Data Analyst=IT;
    Financial Controller=Finance; Treasurer=Finance; Executive Assistant=Administration;
    Office Administrator=Administration; Legal Counsel=Administration; Studio Manager=Marketing;
    Research Lead=Operations; Service Manager=Operations; Export Manager=Sales
"""

TRADES: dict[str, Trade] = {
    "en-US": Trade(
        stems="""
            Lakeside; Northgate; Bluebird; Ironbridge; Silverline; Oakwood; Redwood; Brightwater;
            Summit; Pioneer; Keystone; Evergreen; Beacon; Cascade; Granite; Highland; Westbrook;
            Maplewood; Clearview; Crescent; Falcon; Greenfield; Juniper; Orchard; Pinecrest;
            Harbor; Sterling; Tidewater; Blue Ridge; Whitestone; Prairie; Copper Creek;
            Great Plains; Sequoia
        """,
        trades="""
            Farms; Motors; Chemicals; Construction; Consulting; Learning; Energy; Capital; Foods;
            Clinics; Hotels; IT; Logistics; Industries; Media; Pharma; Properties; Stores;
            Software; Telecom; Trading; Events
        """,
        kin="& Sons",
        forms="{} Inc.; {} LLC; {} Corp.; {}, Inc.",
        jobs=_ENGLISH_JOBS,
        departments=_ENGLISH_DEPARTMENTS,
        dear="Dear Mr {}|Dear Ms {}",
    ),
    "en-GB": Trade(
        stems="""
            Harbour; Kingfisher; Foxglove; Stonebridge; Ashford; Birch; Heron; Larkspur; Millstone;
            Quayside; Rosewood; Wren; Thistle; Pennine; Severn; Avonside; Cotswold; Caledonian;
            Merchant; Albion; Tamar; Lowland; Saltmarsh; Oakham; Bramble; Fenland; Moorland;
            Tideway; Abbey; Castlegate; Dovecote; Lantern; Northumbria; Solent
        """,
        trades="""
            Estates; Motor Works; Chemical Works; Builders; Partners; Training; Power; Finance;
            Fine Foods; Healthcare; Inns; Computing; Freight; Engineering; Press; Laboratories;
            Lettings; Furnishings; Systems; Networks; Merchants; Productions
        """,
        kin="& Sons",
        forms="{} Ltd; {} Limited; {} plc; {} LLP",
        jobs=_ENGLISH_JOBS,
        departments=_ENGLISH_DEPARTMENTS,
        dear="Dear Mr {}|Dear Ms {}",
    ),
    "de": Trade(
        stems="""
            Nordlicht; Rheingold; Alpenblick; Hanse; Elbtal; Schwarzwald; Isar; Spree; Havel;
            Ostsee; Falke; Adler; Linde; Eiche; Merkur; Phönix; Kompass; Anker; Leuchtturm;
            Brücken; Kristall; Morgenstern; Edelweiß; Sonnenhof; Hochland; Mosel; Neckar; Saale;
            Weser; Ruhrtal; Größe; Grünwald; Süderelbe
        """,
        trades="""
            Agrar; Fahrzeugtechnik; Chemie; Bau; Beratung; Akademie; Energie; Finanz; Feinkost;
            Kliniken; Hotels; IT-Service; Logistik; Maschinenbau; Medien; Pharma; Immobilien;
            Einrichtungen; Software; Telekom; Handel; Events
        """,
        kin="& Söhne",
        forms="{} GmbH; {} GmbH & Co. KG; {} AG; {} KG; {} UG (haftungsbeschränkt); {} GmbH",
        jobs="""
            Geschäftsführer|Geschäftsführerin; Einkaufsleiter|Einkaufsleiterin;
            Einkäufer|Einkäuferin; Kaufmännischer Leiter|Kaufmännische Leiterin;
            Buchhalter|Buchhalterin; Vertriebsleiter|Vertriebsleiterin;
            Marketingleiter|Marketingleiterin; Betriebsleiter|Betriebsleiterin;
            Logistikleiter|Logistikleiterin; Lagerleiter|Lagerleiterin; IT-Leiter|IT-Leiterin;
            Technischer Leiter|Technische Leiterin;
            Assistent der Geschäftsführung|Assistentin der Geschäftsführung;
            Personalleiter|Personalleiterin
        """,
        departments="""
            Geschäftsführung; Einkauf; Finanzen; Vertrieb; Marketing; Produktion; IT; Verwaltung
        """,
        dear="Sehr geehrter Herr {}|Sehr geehrte Frau {}",
    ),
    "fr": Trade(
        stems="""
            Bellevue; Lumière; du Rhône; de l'Ouest; Azur; Horizon; Montclair; Saint-Jean;
            Beaulieu; Belle-Île; Méridienne; des Alpes; Val de Loire; Cap Nord; Grand Large;
            Étoile; Hermine; Hirondelle; Chêne Vert; Rochefort; Pont-Neuf; Valmont; Clairval;
            Aquitaine; Atlantique; des Flandres; Provence; Sologne
        """,
        trades="""
            Domaine; Automobiles; Chimie; Constructions; Conseil; Formation; Énergies; Finance;
            Saveurs; Clinique; Hôtel; Informatique; Transports; Mécanique; Médias; Laboratoires;
            Immobilier; Maison; Logiciels; Télécom; Comptoir; Spectacles
        """,
        kin="et Fils",
        name="{trade} {stem}",
        forms="{} SARL; {} SAS; {} SA; {} EURL",
        jobs="""
            Directeur général|Directrice générale; Responsable des achats; Acheteur|Acheteuse;
            Directeur financier|Directrice financière; Comptable;
            Directeur commercial|Directrice commerciale; Responsable marketing;
            Directeur d'exploitation|Directrice d'exploitation; Responsable logistique;
            Chef d'entrepôt|Cheffe d'entrepôt; Responsable informatique;
            Directeur technique|Directrice technique;
            Assistant de direction|Assistante de direction; Responsable RH
        """,
        departments="""
            Direction; Achats; Finances; Commercial; Marketing; Exploitation; Informatique;
            Administration
        """,
        dear="Monsieur {}|Madame {}",
    ),
    "es": Trade(
        stems="""
            del Sur; Levante; Sierra Nevada; Costa Azul; Mediterráneo; Castilla; del Norte;
            El Faro; Buenavista; La Estrella; Montserrat; Duero; Ebro; Guadalquivir; Santa Clara;
            Alhambra; Cantábrico; Dos Ríos; El Roble; La Encina; Miramar; Puerto Real; San Isidro;
            Valdeorras; Ibérica; Olivar; Pinar
        """,
        trades="""
            Agrícola; Motor; Química; Construcciones; Consultoría; Academia; Energía; Gestión;
            Alimentos; Clínica; Hoteles; Informática; Transportes; Talleres; Medios; Laboratorios;
            Inmobiliaria; Almacenes; Software; Telecom; Comercial; Eventos
        """,
        kin="e Hijos",
        name="{trade} {stem}",
        forms="{} S.L.; {} S.A.; {}, S.L.U.; {} S. Coop.",
        jobs="""
            Director general|Directora general; Jefe de compras|Jefa de compras;
            Comprador|Compradora; Director financiero|Directora financiera; Contable;
            Director comercial|Directora comercial; Responsable de marketing;
            Director de operaciones|Directora de operaciones; Responsable de logística;
            Jefe de almacén|Jefa de almacén; Responsable de sistemas;
            Director técnico|Directora técnica; Asistente de dirección; Responsable de RR. HH.
        """,
        departments="""
            Dirección; Compras; Finanzas; Ventas; Marketing; Operaciones; Sistemas; Administración
        """,
        dear="Estimado Sr. {}|Estimada Sra. {}",
    ),
    "it": Trade(
        stems="""
            Adriatica; Tirreno; Alpina; Aurora; Monviso; Lago Blu; San Marco; Stella; Vesuvio;
            Etna; Arno; Po; Gran Sasso; Bellavista; Torre; Ponte Vecchio; Laguna; Dolomiti; Brenta;
            Ticino; Levante; Quercia; Ulivo; Ginestra; Mirasole; Castelnuovo; Ligure
        """,
        trades="""
            Agricola; Automotive; Chimica; Costruzioni; Consulting; Formazione; Energia; Finanza;
            Alimentari; Cliniche; Hotels; Informatica; Trasporti; Meccanica; Media; Farmaceutici;
            Immobiliare; Arredamenti; Software; Telecomunicazioni; Commerciale; Eventi
        """,
        kin="& Figli",
        forms="{} S.r.l.; {} S.p.A.; {} S.a.s.; {} S.n.c.; {} S.r.l.",
        jobs="""
            Amministratore delegato|Amministratrice delegata; Responsabile acquisti; Buyer;
            Direttore finanziario|Direttrice finanziaria; Contabile;
            Direttore commerciale|Direttrice commerciale; Responsabile marketing;
            Direttore operativo|Direttrice operativa; Responsabile logistica; Capo magazzino;
            Responsabile IT; Direttore tecnico|Direttrice tecnica; Assistente di direzione;
            Responsabile risorse umane
        """,
        departments="""
            Direzione; Acquisti; Finanza; Vendite; Marketing; Produzione; IT; Amministrazione
        """,
        dear="Egregio Sig. {}|Gentile Sig.ra {}",
    ),
    "pl": Trade(
        stems="""
            Bałtyk; Tatry; Wisła; Odra; Mazury; Bursztyn; Orzeł; Jaskółka; Zielona Dolina; Kaszuby;
            Sudety; Warta; Krokus; Jantar; Horyzont; Polana; Dąb; Lipa; Feniks; Kompas; Latarnia;
            Śnieżka; Łabędź; Gryf; Żubr; Podhale
        """,
        trades="""
            Agro; Motors; Chemia; Budownictwo; Doradztwo; Edukacja; Energia; Finanse; Delikatesy;
            Klinika; Hotele; Systemy; Logistyka; Przemysł; Media; Farmacja; Nieruchomości; Meble;
            Software; Telekom; Handel; Eventy
        """,
        kin="i Synowie",
        forms="{} Sp. z o.o.; {} S.A.; {} Sp. k.; {} Sp. z o.o. Sp. k.",
        jobs="""
            Prezes zarządu|Prezeska zarządu; Kierownik zakupów|Kierowniczka zakupów;
            Specjalista ds. zakupów|Specjalistka ds. zakupów;
            Dyrektor finansowy|Dyrektorka finansowa; Księgowy|Księgowa;
            Kierownik sprzedaży|Kierowniczka sprzedaży;
            Kierownik marketingu|Kierowniczka marketingu;
            Dyrektor operacyjny|Dyrektorka operacyjna; Kierownik logistyki|Kierowniczka logistyki;
            Kierownik magazynu|Kierowniczka magazynu; Kierownik IT|Kierowniczka IT;
            Dyrektor techniczny|Dyrektorka techniczna; Asystent zarządu|Asystentka zarządu;
            Kierownik kadr|Kierowniczka kadr
        """,
        departments="""
            Zarząd; Zakupy; Finanse; Sprzedaż; Marketing; Produkcja; IT; Administracja
        """,
        dear="Szanowny Panie|Szanowna Pani",
    ),
    "uk": Trade(
        stems="""
            Карпати; Дніпро; Говерла; Світанок; Чайка; Калина; Барвінок; Десна; Хортиця; Поділля;
            Галичина; Волинь; Полісся; Сокіл; Маяк; Обрій; Зоря; Джерело; Соняшник; Лелека; Либідь;
            Буковина; Чумак; Вітрило; Дністер; Ґрунт; Їжак; Європа
        """,
        trades="""
            Агро; Авто; Хім; Буд; Консалтинг; Освіта; Енерго; Фінанс; Продукт; Клініка; Готель;
            Сервіс; Логістика; Маш; Медіа; Фарм; Нерухомість; Маркет; Тех; Телеком; Трейд; Івент
        """,
        kin="і Сини",
        forms="ТОВ «{}»; ТОВ «{}»; ПрАТ «{}»; ПП «{}»",
        jobs="""
            Генеральний директор|Генеральна директорка;
            Керівник відділу закупівель|Керівниця відділу закупівель;
            Менеджер із закупівель|Менеджерка із закупівель;
            Фінансовий директор|Фінансова директорка; Бухгалтер|Бухгалтерка;
            Керівник відділу продажу|Керівниця відділу продажу; Маркетолог|Маркетологиня;
            Операційний директор|Операційна директорка; Логіст|Логістка;
            Завідувач складу|Завідувачка складу; Керівник ІТ|Керівниця ІТ;
            Технічний директор|Технічна директорка; Офіс-менеджер|Офіс-менеджерка;
            HR-менеджер|HR-менеджерка
        """,
        departments="""
            Керівництво; Закупівлі; Фінанси; Продажі; Маркетинг; Виробництво; ІТ; Адміністрація
        """,
        dear="Шановний пане {}|Шановна пані {}",
    ),
    "ru": Trade(
        stems="""
            Волга; Байкал; Урал; Север; Маяк; Горизонт; Сокол; Заря; Восход; Рассвет; Берёза; Кедр;
            Парус; Компас; Феникс; Ладога; Енисей; Орион; Спектр; Родник; Буревестник; Гранит;
            Полюс; Ясень
        """,
        trades="""
            Агро; Авто; Химия; Строй; Консалтинг; Обучение; Энерго; Финанс; Продукт; Клиника;
            Отель; Сервис; Логистика; Маш; Медиа; Фарм; Недвижимость; Маркет; Софт; Телеком; Трейд;
            Ивент
        """,
        kin="и Сыновья",
        forms="ООО «{}»; ООО «{}»; АО «{}»; ПАО «{}»",
        jobs="""
            Генеральный директор; Начальник отдела закупок; Менеджер по закупкам;
            Финансовый директор; Бухгалтер; Руководитель отдела продаж; Маркетолог;
            Операционный директор; Логист; Заведующий складом|Заведующая складом; Руководитель ИТ;
            Технический директор; Офис-менеджер; Менеджер по персоналу
        """,
        departments="""
            Руководство; Закупки; Финансы; Продажи; Маркетинг; Производство; ИТ; Администрация
        """,
        dear="Уважаемый г-н {}|Уважаемая г-жа {}",
    ),
    "ro": Trade(
        stems="""
            Carpați; Dunărea; Bucovina; Transilvania; Moldova; Banat; Olt; Someș; Mureș; Dobrogea;
            Zimbrul; Vulturul; Cerna; Ceahlău; Făgăraș; Retezat; Aurora; Steaua Nordului; Orizont;
            Crinul; Șoimul; Țara Bârsei; Izvorul; Stejarul; Cetatea; Bistrița; Maramureș
        """,
        trades="""
            Agro; Auto; Chimica; Construct; Consulting; Academia; Energie; Capital; Alimentar;
            Medical; Turism; IT; Logistic; Industrial; Media; Pharma; Imobiliare; Mobila; Software;
            Telecom; Trade; Events
        """,
        kin="și Fiii",
        forms="{} SRL; SC {} SRL; {} SA; {} SRL-D",
        jobs="""
            Director general|Directoare generală; Șef achiziții|Șefă achiziții;
            Specialist achiziții; Director financiar|Directoare financiară; Contabil|Contabilă;
            Director vânzări|Directoare vânzări; Manager de marketing;
            Director operațional|Directoare operațională; Manager logistică;
            Șef depozit|Șefă depozit; Manager IT; Director tehnic|Directoare tehnică;
            Office manager; Manager resurse umane
        """,
        departments="""
            Conducere; Achiziții; Financiar; Vânzări; Marketing; Producție; IT; Administrativ
        """,
        dear="Stimate domnule {}|Stimată doamnă {}",
    ),
    "zh": Trade(
        stems="""
            远景/Yuanjing; 云帆/Yunfan; 华信/Huaxin; 天成/Tiancheng; 恒通/Hengtong; 东方/Dongfang;
            金泰/Jintai; 瑞丰/Ruifeng; 宏达/Hongda; 盛世/Shengshi; 安达/Anda; 百川/Baichuan;
            大地/Dadi; 飞翔/Feixiang; 光明/Guangming; 海纳/Haina; 佳美/Jiamei; 康华/Kanghua;
            蓝天/Lantian; 绿源/Lyuyuan; 明德/Mingde; 普惠/Puhui; 启航/Qihang; 锐思/Ruisi;
            思创/Sichuang; 泰和/Taihe; 万象/Wanxiang; 新源/Xinyuan; 星辰/Xingchen; 永兴/Yongxing;
            正阳/Zhengyang; 众合/Zhonghe
        """,
        trades="""
            农业/Agri; 汽车/Auto; 化工/Chemical; 建设/Construction; 咨询/Consulting;
            教育/Education; 能源/Energy; 投资/Capital; 食品/Foods; 医疗/Medical; 酒店/Hotels;
            科技/Tech; 物流/Logistics; 机械/Machinery; 传媒/Media; 医药/Pharma; 置业/Properties;
            百货/Stores; 软件/Software; 通信/Telecom; 贸易/Trading; 文化/Culture
        """,
        name="{city}{stem}{trade}",
        forms="{}有限公司; {}有限公司; {}股份有限公司; {}集团有限公司",
        jobs="""
            总经理; 采购经理; 采购员; 财务总监; 会计; 销售经理; 市场经理; 运营经理; 物流经理;
            仓库主管; 信息技术经理; 技术总监; 行政经理; 人事经理
        """,
        departments="管理层; 采购部; 财务部; 销售部; 市场部; 生产部; 信息技术部; 行政部",
        dear="尊敬的{}先生|尊敬的{}女士",
    ),
    "ja": Trade(
        stems="""
            東亜/Toa; 日新/Nisshin; 富士見/Fujimi; 桜/Sakura; 青葉/Aoba; 大和/Yamato; 北斗/Hokuto;
            光和/Kowa; 東海/Tokai; 瀬戸/Seto; 三栄/Sanei; 昭栄/Shoei; 中央/Chuo; 平和/Heiwa;
            若葉/Wakaba; 千歳/Chitose; 旭日/Kyokujitsu; 明星/Myojo; 信濃/Shinano; 北陸/Hokuriku;
            丸和/Maruwa; 協和/Kyowa; 新星/Shinsei; 琵琶/Biwa
        """,
        trades="""
            農園/Farm; 自動車/Motors; 化学/Chemical; 建設/Construction;
            コンサルティング/Consulting; 教育/Education; エネルギー/Energy; 証券/Securities;
            食品/Foods; メディカル/Medical; ホテル/Hotels; システムズ/Systems; 物流/Logistics;
            工業/Industries; メディア/Media; 製薬/Pharma; 不動産/Realty; ストア/Stores;
            ソフト/Soft; 通信/Telecom; 商事/Trading; 企画/Planning
        """,
        name="{stem}{trade}",
        forms="株式会社{}; {}株式会社; 株式会社{}; 有限会社{}",
        jobs="""
            代表取締役; 購買部長; 購買担当; 財務部長; 経理担当; 営業部長; マーケティング部長;
            業務部長; 物流課長; 倉庫長; 情報システム部長; 技術部長; 総務課長; 人事部長
        """,
        departments="""
            経営企画室; 購買部; 財務部; 営業部; マーケティング部; 製造部; 情報システム部; 総務部
        """,
        dear="{}様|{}様",
    ),
    "ko": Trade(
        stems="""
            한빛/Hanbit; 대명/Daemyung; 동아/Donga; 새한/Saehan; 우리/Woori; 미래/Mirae;
            세종/Sejong; 태양/Taeyang; 푸른/Pureun; 한솔/Hansol; 가온/Gaon; 나래/Narae; 다솜/Dasom;
            누리/Nuri; 백두/Baekdu; 서해/Seohae; 금강/Geumgang; 청해/Cheonghae; 은하/Eunha;
            하늘/Haneul
        """,
        trades="""
            농산/Farms; 모터스/Motors; 화학/Chemical; 건설/Construction; 컨설팅/Consulting;
            교육/Education; 에너지/Energy; 캐피탈/Capital; 식품/Foods; 메디컬/Medical; 호텔/Hotels;
            시스템즈/Systems; 물류/Logistics; 산업/Industries; 미디어/Media; 제약/Pharma;
            부동산/Realty; 마트/Mart; 소프트/Soft; 통신/Telecom; 무역/Trading; 기획/Planning
        """,
        name="{stem}{trade}",
        forms="주식회사 {}; (주){}; {} 주식회사; 유한회사 {}",
        jobs="""
            대표이사; 구매부장; 구매 담당; 재무이사; 경리 담당; 영업부장; 마케팅 팀장; 운영 팀장;
            물류 팀장; 창고장; 전산실장; 기술이사; 총무과장; 인사부장
        """,
        departments="경영지원; 구매부; 재무부; 영업부; 마케팅부; 생산부; 전산실; 총무부",
        dear="{} 님께|{} 님께",
    ),
    "ar": Trade(
        stems="""
            النيل/El Nil; الأهرام الذهبية/Golden Pyramids; الشرق/El Sharq; النور/El Nour;
            الأمل/El Amal; الدلتا/Delta; الواحة/El Waha; المستقبل/El Mostakbal; النخيل/El Nakheel;
            الصفا/El Safa; الفجر/El Fagr; السلام/El Salam; الوادي/El Wadi; الربيع/El Rabie;
            المنارة/El Manara; القمة/El Qimma
        """,
        trades="""
            للزراعة/Agriculture; للسيارات/Motors; للكيماويات/Chemicals; للمقاولات/Contracting;
            للاستشارات/Consulting; للتعليم/Education; للطاقة/Energy; للاستثمار/Investment;
            للأغذية/Foods; الطبية/Medical; للفنادق/Hotels; للحاسبات/Computers; للنقل/Transport;
            للصناعة/Industries; للإعلام/Media; للأدوية/Pharma; العقارية/Real Estate;
            للأثاث/Furniture; للبرمجيات/Software; للاتصالات/Telecom; للتجارة/Trading;
            للفعاليات/Events
        """,
        kin="وأولاده/& Sons",
        forms="شركة {} ش.م.م; شركة {} ذ.م.م; مؤسسة {}",
        jobs="""
            المدير العام|المديرة العامة; مدير المشتريات|مديرة المشتريات;
            مسؤول مشتريات|مسؤولة مشتريات; المدير المالي|المديرة المالية; محاسب|محاسبة;
            مدير المبيعات|مديرة المبيعات; مدير التسويق|مديرة التسويق; مدير العمليات|مديرة العمليات;
            مدير اللوجستيات|مديرة اللوجستيات; أمين مخزن|أمينة مخزن;
            مدير تقنية المعلومات|مديرة تقنية المعلومات; المدير الفني|المديرة الفنية;
            مدير مكتب|مديرة مكتب; مدير الموارد البشرية|مديرة الموارد البشرية
        """,
        departments="""
            الإدارة; المشتريات; المالية; المبيعات; التسويق; الإنتاج; تقنية المعلومات;
            الشؤون الإدارية
        """,
        dear="السيد {}|السيدة {}",
    ),
    "he": Trade(
        stems="""
            הגליל/Galil; כרמל/Carmel; ארז/Erez; שחר/Shachar; תבור/Tavor; ים תיכון/Yam Tichon;
            אופק/Ofek; נגב/Negev; דקל/Dekel; מגדלור/Migdalor; זית/Zayit; נחל/Nachal; ירדן/Yarden;
            עוגן/Ogen; צפון/Tzafon
        """,
        trades="""
            חקלאות/Agro; רכב/Motors; כימיה/Chemicals; בנייה/Construction; ייעוץ/Consulting;
            הדרכה/Learning; אנרגיה/Energy; השקעות/Investments; מזון/Foods; רפואה/Medical;
            מלונות/Hotels; מחשוב/IT; לוגיסטיקה/Logistics; תעשיות/Industries; תקשורת/Media;
            פארמה/Pharma; נכסים/Properties; רהיטים/Furniture; תוכנה/Software; טלקום/Telecom;
            סחר/Trading; הפקות/Events
        """,
        kin="ובניו/& Sons",
        forms='{} בע"מ; {} (2010) בע"מ',
        jobs="""
            מנכ"ל|מנכ"לית; מנהל רכש|מנהלת רכש; קניין|קניינית; סמנכ"ל כספים|סמנכ"לית כספים;
            מנהל חשבונות|מנהלת חשבונות; מנהל מכירות|מנהלת מכירות; מנהל שיווק|מנהלת שיווק;
            מנהל תפעול|מנהלת תפעול; מנהל לוגיסטיקה|מנהלת לוגיסטיקה; מחסנאי ראשי|מחסנאית ראשית;
            מנהל מחשוב|מנהלת מחשוב; מנהל טכני|מנהלת טכנית; מנהל משרד|מנהלת משרד;
            מנהל משאבי אנוש|מנהלת משאבי אנוש
        """,
        departments="הנהלה; רכש; כספים; מכירות; שיווק; תפעול; מחשוב; אדמיניסטרציה",
        dear="לכבוד מר {}|לכבוד גב' {}",
    ),
    "el": Trade(
        stems="""
            Αιγαίο; Όλυμπος; Ήλιος; Ποσειδών; Δελφοί; Κυκλάδες; Ιόνιο; Πήγασος; Ελιά; Μακεδονία;
            Θεσσαλία; Φάρος; Αττική; Ορίζοντας; Αργοναύτης; Αθηνά; Κρητική; Άνεμος
        """,
        trades="""
            Αγροτική; Κίνηση; Χημικά; Κατασκευές; Συμβουλευτική; Εκπαίδευση; Ενέργεια; Επενδύσεις;
            Τρόφιμα; Κλινικές; Ξενοδοχεία; Πληροφορική; Μεταφορές; Βιομηχανία; Μέσα; Φαρμακευτική;
            Ακίνητα; Έπιπλα; Λογισμικό; Τηλεπικοινωνίες; Εμπορική; Εκδηλώσεις
        """,
        kin="& Υιοί",
        forms="{} Α.Ε.; {} Ε.Π.Ε.; {} Ι.Κ.Ε.; {} Ο.Ε.",
        jobs="""
            Διευθύνων Σύμβουλος|Διευθύνουσα Σύμβουλος; Υπεύθυνος Προμηθειών|Υπεύθυνη Προμηθειών;
            Αγοραστής|Αγοράστρια; Οικονομικός Διευθυντής|Οικονομική Διευθύντρια;
            Λογιστής|Λογίστρια; Διευθυντής Πωλήσεων|Διευθύντρια Πωλήσεων;
            Υπεύθυνος Μάρκετινγκ|Υπεύθυνη Μάρκετινγκ;
            Διευθυντής Λειτουργιών|Διευθύντρια Λειτουργιών;
            Υπεύθυνος Εφοδιασμού|Υπεύθυνη Εφοδιασμού; Αποθηκάριος;
            Διευθυντής Πληροφορικής|Διευθύντρια Πληροφορικής;
            Τεχνικός Διευθυντής|Τεχνική Διευθύντρια; Γραμματέας Διοίκησης;
            Υπεύθυνος Προσωπικού|Υπεύθυνη Προσωπικού
        """,
        departments="""
            Διοίκηση; Προμήθειες; Οικονομικά; Πωλήσεις; Μάρκετινγκ; Παραγωγή; Πληροφορική;
            Γραμματεία
        """,
        dear="Αγαπητέ κύριε {}|Αγαπητή κυρία {}",
    ),
    "tr": Trade(
        stems="""
            Anadolu; Boğaziçi; Ege; Marmara; Toros; Yıldız; Güneş; Akdeniz; Karadeniz; Uludağ;
            Ufuk; Çınar; Deniz; Kartal; Şafak; Doğu Yolu; Zirve; Lale; Öncü; Kuzey; Pusula; Işık;
            Fırat; Gökyüzü
        """,
        trades="""
            Tarım; Otomotiv; Kimya; İnşaat; Danışmanlık; Eğitim; Enerji; Finans; Gıda; Sağlık;
            Otelcilik; Bilişim; Lojistik; Makine; Medya; İlaç; Gayrimenkul; Mobilya; Yazılım;
            Telekom; Ticaret; Organizasyon
        """,
        kin="ve Oğulları",
        forms="{} A.Ş.; {} Ltd. Şti.; {} San. ve Tic. A.Ş.",
        jobs="""
            Genel Müdür; Satın Alma Müdürü; Satın Alma Uzmanı; Finans Direktörü; Muhasebeci;
            Satış Müdürü; Pazarlama Müdürü; Operasyon Müdürü; Lojistik Müdürü; Depo Sorumlusu;
            Bilgi İşlem Müdürü; Teknik Müdür; Yönetici Asistanı; İnsan Kaynakları Müdürü
        """,
        departments="""
            Yönetim; Satın Alma; Finans; Satış; Pazarlama; Üretim; Bilgi İşlem; İdari İşler
        """,
        dear="Sayın {}|Sayın {}",
    ),
    "pt-BR": Trade(
        stems="""
            Ipê; Atlântica; Bandeirante; Serra Azul; Amazônia; Cruzeiro do Sul; Boa Vista;
            Horizonte; Guanabara; Pantanal; Araucária; São Bento; Vale Verde; Nova Era; Recanto;
            Jangada; Cerrado; Estrela do Mar; Tupi; Sabiá; Aurora; Paraná
        """,
        trades="""
            Agro; Motores; Química; Construtora; Consultoria; Educação; Energia; Investimentos;
            Alimentos; Clínica; Hotéis; Informática; Transportes; Indústria; Mídia; Farmacêutica;
            Imobiliária; Móveis; Sistemas; Telecom; Comercial; Eventos
        """,
        kin="& Filhos",
        name="{trade} {stem}",
        forms="{} Ltda.; {} S.A.; {} Ltda. ME; {} EIRELI",
        jobs="""
            Diretor-geral|Diretora-geral; Gerente de compras; Comprador|Compradora;
            Diretor financeiro|Diretora financeira; Contador|Contadora; Gerente comercial;
            Gerente de marketing; Gerente de operações; Gerente de logística;
            Encarregado de armazém|Encarregada de armazém; Gerente de TI;
            Diretor técnico|Diretora técnica; Assistente de diretoria; Gerente de RH
        """,
        departments="""
            Diretoria; Compras; Financeiro; Vendas; Marketing; Operações; TI; Administração
        """,
        dear="Prezado Sr. {}|Prezada Sra. {}",
    ),
    "sv": Trade(
        stems="""
            Norrsken; Mälardalen; Öresund; Vättern; Bergslagen; Skärgården; Polstjärnan; Granen;
            Älven; Björken; Fjällvinden; Sundet; Hamnen; Kustens; Göta; Svea; Dalarna; Roslagen;
            Viken; Åsen
        """,
        trades="""
            Lantbruk; Fordon; Kemi; Bygg; Konsult; Utbildning; Energi; Finans; Livsmedel; Vård;
            Hotell; Data; Logistik; Industri; Media; Läkemedel; Fastigheter; Möbler; Programvara;
            Telekom; Handel; Event
        """,
        kin="& Söner",
        forms="{} AB; {} AB; {} HB",
        jobs="""
            VD; Inköpschef; Inköpare; Ekonomichef; Redovisningsekonom; Försäljningschef;
            Marknadschef; Driftchef; Logistikchef; Lagerchef; IT-chef; Teknisk chef; Kontorschef;
            Personalchef
        """,
        departments="Ledning; Inköp; Ekonomi; Försäljning; Marknad; Produktion; IT; Administration",
        dear="Bäste {}|Bästa {}",
    ),
    "nb": Trade(
        stems="""
            Fjord; Nordlys; Hardanger; Lofoten; Vestland; Dovrefjell; Havblikk; Solsiden;
            Trollveggen; Skagen; Brygga; Nordkapp; Glomma; Sognefjell; Ørnen; Varde; Bølgen;
            Midnattssol
        """,
        trades="""
            Landbruk; Bil; Kjemi; Bygg; Rådgivning; Læring; Energi; Finans; Mat; Helse; Hotell;
            Data; Logistikk; Industri; Medier; Farma; Eiendom; Møbler; Programvare; Telekom;
            Handel; Event
        """,
        kin="& Sønner",
        forms="{} AS; {} AS; {} ASA",
        jobs="""
            Daglig leder; Innkjøpssjef; Innkjøper; Økonomisjef; Regnskapsfører; Salgssjef;
            Markedssjef; Driftssjef; Logistikksjef; Lagersjef; IT-sjef; Teknisk sjef; Kontorleder;
            Personalsjef
        """,
        departments="Ledelse; Innkjøp; Økonomi; Salg; Marked; Produksjon; IT; Administrasjon",
        dear="Kjære {}|Kjære {}",
    ),
}

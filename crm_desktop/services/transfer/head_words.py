"""What the words in the heads of tables mean, in the languages people keep their contacts in.

A head is cut into words (CamelCase, snake_case, punctuation, case and accents do not matter), and
the longest known phrases in it become marks: `Business Phone 2` is {work, phone} and the number 2.
A head with one word nobody knows means nothing: `mum_first_name` is not the first name.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from crm_desktop.models.folding import fold, is_cjk

_WORD = re.compile(r"\d+|[^\W\d_]+")
_LONGEST_PHRASE = 6  # words
_LONGEST_WORD = 60  # letters
_SHORTEST_PART = 3  # letters of a part of a compound word


class Meaning(NamedTuple):
    """What a head says.

    Attributes:
        marks: what it speaks of, such as work, phone, type.
        numbers: the figures in it.
        tail: the last figure stands at the end (`Address 2`, not `Address 2 - City`).
    """

    marks: frozenset[str]
    numbers: tuple[int, ...] = ()
    tail: bool = False


@lru_cache(maxsize=4096)
def read(head: str) -> Meaning | None:
    """The meaning of a head; None where it holds an unknown word, or none at all."""
    for text in dict.fromkeys((_uncamelled(head), head)):
        words = _words(text)
        if words and (meaning := _read(words)) is not None and meaning.marks:
            return meaning
    return None


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).lower())


def _uncamelled(head: str) -> str:
    """`CustomerID` -> `Customer ID`."""
    out: list[str] = []
    for i, c in enumerate(head):
        if i and c.isupper():
            after_small = head[i - 1].islower()
            starts_word = head[i - 1].isupper() and head[i + 1 : i + 2].islower()
            if after_small or starts_word:
                out.append(" ")
        out.append(c)
    return "".join(out)


def _read(words: list[str]) -> Meaning | None:
    phrases, at = _phrases(), 0
    marks: set[str] = set()
    numbers: list[int] = []
    tail = False
    while at < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            found = phrases.get(" ".join(words[at : at + length]))
            if found is not None:
                marks.update(found)
                tail = tail and not found
                at += length
                break
        else:
            word = words[at]
            at += 1
            if word.isdecimal():
                numbers.append(int(word[:6]))
                tail = True
            elif (parts := _compound(word)) is not None:
                marks.update(parts)
                tail = False
            else:
                return None
    return Meaning(frozenset(marks), tuple(numbers), tail)


def _compound(word: str) -> tuple[str, ...] | None:
    """The marks of a word made of known ones (`homephone`, 公司電話); None where it is not."""
    if len(word) > _LONGEST_WORD:
        return None
    solid = _solid()
    best: list[tuple[str, ...] | None] = [None] * (len(word) + 1)
    best[0] = ()
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 30), end):
            before, part = best[start], word[start:end]
            if before is None or (end - start < _SHORTEST_PART and not is_cjk(part[0])):
                continue
            if (found := solid.get(part)) is not None:
                best[end] = (*before, *found)
                break  # the longest last part wins
    return best[-1]


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """Phrase as folded words -> its marks; () for words that say nothing."""
    table: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.replace("\n    ", "; ").strip().splitlines():
        marks, _, phrases = line.partition(":")
        for phrase in phrases.split(";"):
            if words := _words(phrase):
                table[" ".join(words)] = tuple(m for m in marks.split() if m != "noise")
    return table


@cache
def _solid() -> dict[str, tuple[str, ...]]:
    return {phrase.replace(" ", ""): marks for phrase, marks in _phrases().items()}


# Marks, a colon, the phrases; where a phrase stands twice, the later line wins. Languages in the
# order en de fr es it pl uk ru ro pt sk fi zh ja; a word they share stands with the first of them.
_TABLE = """
noise: of; the; and; a; s; my; your; for; in; by; full; number; no; nr; num; nbr; current; details
    der; die; das; des; von; zum; zur; für; und; nummer; de; du; d; l; la; le; les; et; à; au
    numéro; del; el; los; las; y; o; e; número; di; da; dell; della; dello; do; dos; numero; numer
    w; z; na; номер; и; та; і; sau; cu; al; număr; em; para; číslo; 号; 号码; 號碼; 番号; の; 的
    code; codes
first: first name; given name; forename; christian name; fname; first; given; vorname; vornamen
    prénom; primer nombre; nombre de pila; nome di battesimo; imię; prenume; prenumele
    primeiro nome; nome próprio; krstné meno; etunimi; 名; 下の名前; meno
last: last name; surname; family name; lname; last; family; nachname; familienname; zuname
    nom de famille; apellido; apellidos; primer apellido; cognome; nazwisko; прізвище; фамилия
    nume de familie; sobrenome; último nome; priezvisko; sukunimi; 姓; 姓氏; 苗字; achternaam
    efternamn
middle: middle name; middle; mname; middle names; additional name; additional names; second name
    weitere vornamen; zweiter vorname; mittelname; deuxième prénom; segundo nombre; secondo nome
    drugie imię; по батькові; отчество; patronymic; nome do meio; al doilea prenume; ďalšie meno
    中间名; 中間名; ミドルネーム; middle initial
prefix: prefix; name prefix; honorific; honorific prefix; title of courtesy; courtesy title
    anrede; namenstitel; akademischer titel; civilité; tratamiento; tratamento; trattamento; zwrot
    zwrot grzecznościowy; звертання; обращение; 敬称; 頭銜; 头衔; namenspräfix; mr ms; mr mrs
suffix: suffix; name suffix; honorific suffix; namenszusatz; suffixe; sufijo; suffisso; sufiks
    суфікс; суффикс; sufix; sufixo; prípona; 稱謂; 后缀; generation suffix
salutation: salutation; dear; greeting; letter salutation; salutation for letters; briefanrede
    formule d appel; saludo; formula di saluto
title: title; titel; titre; título; titolo; tytuł; титул; titlu; titul
job: job title; job; jobs title; position; role; function; business title; position title
    designation; berufsbezeichnung; stelle; funktion; stellung; dienstbezeichnung; tätigkeit
    poste; fonction; profession; métier; intitulé du poste; cargo; puesto; qualifica; ruolo
    mansione; posizione; titolo di lavoro; stanowisko; посада; должность; позиция; funcție
    funcţia; funcția; profissão; função; funkcia; ammattinimi; 職稱; 职称; 职位; 職位; 职务; 職務
    役職; 肩書; 肩書き
occupation: occupation; beruf; work title
nick: nickname; nick name; nick; nicknames; alias; spitzname; surnom; apodo; soprannome; przydomek
    pseudonim; прізвисько; псевдонім; псевдоним; прозвище; poreclă; apelido; prezývka; lempinimi
    暱稱; 昵称; ニックネーム; rufname
full: full name; fullname; complete name; person name; vollständiger name; vor und nachname
    vorname nachname; name vorname; nachname vorname; nom complet; nom et prénom; nom prénom
    prénom nom; nombre completo; nombre y apellidos; nome completo; nome e cognome; cognome e nome
    imię i nazwisko; nazwisko i imię; повне ім'я; піб; прізвище та ім'я; ім'я та прізвище; фио
    ф и о; полное имя; имя и фамилия; фамилия имя; nume complet; nume și prenume; nume prenume
    meno a priezvisko; 姓名; 全名; 氏名; お名前; 名前
name: name; names; nom; nombre; nome; nume; numele; имя; ім'я; 名字; 名称; 名稱; назва; название
    наименование; nimi; naam; namn
display: display name; displayname; displayed name; file as; shown as; anzeigename
    speichern unter; angezeigter name; nom à afficher; nom affiché; nombre en pantalla
    nombre para mostrar; nome visualizzato; mostrar nome; nome de exibição; nazwa wyświetlana
    отображаемое имя; відображуване ім'я; nume afișat; zobrazované meno; näyttönimi
    näytettävä nimi; 顯示名稱; 显示名称; 表示名; screen display name
phonetic: phonetic name; phonetic; yomi; yomi name; furigana; フリガナ; ふりがな; よみがな; カナ
    拼音
contact: contact; contact name; contact person; primary contact; main contact; ansprechpartner
    ansprechpartnerin; kontakt; kontaktperson; interlocuteur; personne de contact
    persona de contacto; contacto; contatto; persona di contatto; referente; osoba kontaktowa
    контактна особа; контакт; контактное лицо; persoană de contact; pessoa de contato; contato
    kontaktná osoba; 联系人; 聯絡人; 連絡先; 担当者; person
company: company; company name; companies; organization; organisation; organization name; org
    organisation name; firm; firm name; employer; business name; corporation; work company
    site name; school; school name; facility; facility name; institution; institution name
    store name; shop name; hotel name; clinic; practice name; associated company; firma
    firmenname; name der firma; unternehmen; unternehmensname; arbeitgeber; betrieb; société
    entreprise; nom de l entreprise; nom de la société; raison sociale; empresa
    nombre de la empresa; compañía; sociedad; organización; razón social; azienda; nome azienda
    società; ditta; organizzazione; ragione sociale; società di lavoro; nazwa firmy
    przedsiębiorstwo; organizacja; компанія; фірма; організація; підприємство; назва компанії
    компания; фирма; организация; предприятие; название компании; наименование организации
    companie; compania; societate; firmă; organizație; denumire firmă; nome da empresa; companhia
    organização; razão social; spoločnosť; organizácia; järjestö; yritys; 公司; 公司名称; 公司名稱
    企业; 企业名称; 单位; 单位名称; 組織; 组织; 会社; 会社名; 組織名; 勤務先名; 企業名
account: account; account name
firm: agency; supplier; vendor; shipper; carrier; manufacturer; lieferant; spediteur; fournisseur
    proveedor; fornitore; dostawca; постачальник; поставщик; furnizor; fornecedor; 供应商; 供應商
    仕入先
who: customer; client; employee; lead; user; member; record; rec; prospect; entity; kunde; kunden
    clients; cliente; klient; employé; empleado; dipendente; pracownik; клієнт; клиент; сотрудник
    працівник; angajat; 客户; 客戶; 顧客; お客様; partner; buyer; subscriber; row
department: department; dept; division; org unit; work dept; department name; abteilung
    département; service; departamento; reparto; reparto di lavoro; dipartimento; oddział; dział
    відділ; отдел; подразделение; departament; oddelenie; osasto; 部門; 部门; 部署
manager: manager; manager s name; supervisor; reports to; boss; line manager; vorgesetzter
    vorgesetzte; name des vorgesetzten; supérieur; responsable; nom du responsable
    nombre del director; nombre del jefe; jefe; nome del responsabile; responsabile; menadżer
    przełożony; kierownik; керівник; руководитель; начальник; nome do gerente; gerente
    meno manažéra; 主管名稱; 主管; 上司
assistant: assistant; asst; assistant s name; secretary; secr; name assistent; assistent
    assistentin; sekretariat; nom de l assistant e; assistant e; nombre del asistente; asistente
    asistenta; nome dell assistente; dell assistente; assistente; asystent; asystenta; помічник
    ассистент; asistent; meno asistenta; 助理; 秘书; アシスタント
email: email; e mail; mail; emails; email address; e mail address; mail address; email id; e post
    e mail adresse; mailadresse; emailadresse; adresse de messagerie; messagerie; courriel
    adresse électronique; adresse mail; adresse e mail; adresse email; correo; correo electrónico
    dirección de correo electrónico; dirección del correo electrónico; dirección de correo
    indirizzo e mail; indirizzo email; posta elettronica; adres e mail; adres email; poczta
    ел пошта; електронна пошта; адреса електронної пошти; електронна адреса; пошта; эл почта
    электронная почта; адрес электронной почты; электронный адрес; почта; e mail адрес; имейл
    poștă electronică; adresa de e mail; adresă de e mail; adresă e mail; adresa e mail
    endereço de e mail; endereço de email; e mailová adresa; sähköposti; sähköpostiosoite
    電子郵件; 電子郵件地址; 电子邮件; 电子邮件地址; 电子邮箱; 邮箱; 电邮; メール; メールアドレス
    eメール; 電子メール; internet address
second: secondary; second; alternate; alternative; alt; 2 nd; sekundäre; sekundärer; zweite
    secondaire; secundaria; secundario; secondaria; secondario; secundário; secundária
    альтернативный; дополнительный; додатковий; додаткова; alternativă; ďalšia; toissijainen; 次要
main: main; primary; principal; preferred; default; general; haupt; primäre; primärer; zentrale
    switchboard; principale; primario; primaria; główny; główna; основний; основной; головний
    primar; primário; primária; primárny; primárna; ensisijainen; 主要; 代表; 首选
work: work; business; office; bus; working; direct; direct dial; geschäftlich; dienstlich; büro
    arbeit; beruflich; bureau; professionnel; professionnelle; travail; pro; trabajo; laboral
    oficina; profesional; lavoro; ufficio; aziendale; służbowy; służbowa; biuro; praca; робочий
    роб; робоча; службовий; служебный; рабочий; раб; рабочая; serviciu; birou; comercial; trabalho
    profissional; práca; práce; zamestnania; zamestnanie; pracovná; pracovný; do práce; työ
    työpaikan; 商務; 商务; 工作; 办公; 办公室; 勤務先; 業務; 職場
home: home; private; personal; house; residence; residential; privat; zuhause; domicile; privée
    privé; personnel; personnelle; maison; particular; casa; domicilio; residencia; residenza
    abitazione; domowy; dom; domowa; prywatny; домашній; дім; домашня; домашний; дом; дома; личный
    acasă; pessoal; residencial; residência; domov; domáci; koti; kodin; 住家; 家庭; 住宅; 居住
    自宅
other: other; weiterer; weitere; weiteres; andere; anderes; sonstige; autre; otro; otra; altro
    altra; inny; inne; інший; інша; другой; другая; прочий; altul; alta; outro; outra; iné; iný
    iná; muu; 其他; 其它; その他
mobile: mobile; mobile phone; cell; cell phone; cellphone; cellular; mobil; mobiltelefon; handy
    handynummer; mobilnummer; mobiltelefonnummer; mobil tel; portable; tél mobile; tél portable
    móvil; celular; cellulare; mobile phone number; komórka; komórkowy; telefon komórkowy
    мобільний; моб; мобільного; мобильный; мобильного; сотовый; сотового; сотовый телефон; mobilný
    mobilul; matkapuhelin; matkapuhelinnumero; 手機; 手机; 手机号; 行動電話; 移动电话; 携帯
    携帯電話; telemóvel
phone: phone; telephone; tel; phones; telephones; telefon; telefone; telefonnummer; rufnummer; fon
    telnr; téléphone; tél; teléfono; tfno; telefono; телефон; телефону; телефона; тел; telefonul
    fone; telefón; puhelin; puhelinnumero; 電話; 电话; 電話番号; landline; festnetz; telefonu
    contact number; contact no; contact tel; phone no
main phone: haupttelefon; hauptnummer; 代表電話; switchboard number
home phone: kotipuhelin; privattelefon
work phone: työpuhelin; bürotelefon
car phone: autotelefon; autotelefón; 汽車電話; 汽车电话
car: car; voiture; dell auto; coche; carro; samochodowy; автомобільний; автомобильный
other phone: callback; radio phone; tty tdd phone; tty phone; telex; isdn; phone video; video
fax: fax; fax number; faxes; facsimile; telefax; faxnummer; télécopie; télécopieur; faks; факс
    факсу; факса; faxul; faksi; faksin; fax phone; 傳真; 传真; ファックス; ファクス; ファクシミリ
pager: pager; beeper; pagernummer; récepteur de radiomessagerie; buscapersonas; cercapersone
    пейджер; пейджера; hakulaitteen; operátor; 呼叫器; 传呼; ポケベル
extension: extension; ext; extn; phone extension; durchwahl; доб; додатковий номер; wewnętrzny
    内线; 分机; 內線; 内線
web: web; website; web site; web page; webpage; websites; homepage; home page; url; www; internet
    site; website url; web address; webseite; internetseite; internetadresse; page web; site web
    site internet; página web; sitio web; pagina web; sito web; sito; sito internet; strona www
    strona internetowa; strona sieci web; osobista strona sieci web; сайт; вебсайт; веб сайт
    веб сторінка; веб страница; pagină web; webová stránka; verkkosivu; 網頁; 网页; 网站; 網站
    网址; ウェブサイト; ホームページ; ウェブ; link; weblink; internet site
web blog: blog; weblog
web profile: profile; profil
linkedin: linkedin; linked in; linkedin url; linkedin profile
xing: xing
facebook: facebook; fb
x: twitter; twitter handle
instagram: instagram; insta
telegram: telegram; телеграм
street: street; street address; address street; str; straße; strasse; rue; calle; via; ulica
    вулиця; улица; stradă; strada; rua; lähiosoite; 街; 街道; 番地; thoroughfare
house: street number; house number; house no; hausnummer; hausnr; numéro de rue; número de casa
    numero civico; nr domu; номер будинку; номер дома; дом номер; 门牌号
address: address; addr; addresses; adresse; anschrift; dirección; indirizzo; adres; адреса; адрес
    adresa; adresă; endereço; osoite; 地址; 住址; 住所
home address: kotiosoite
work address: työosoite
mailing: mailing; postal; post; visiting; postanschrift; correspondence
formatted: formatted; formatted address; formatiert
billing: billing; invoice; bill to; rechnung; rechnungs; rechnungsadresse; facturation
    facturación; fatturazione; rozliczeniowy; cobrança; facturare
delivery: shipping; delivery; ship to; ship; liefer; lieferung; lieferadresse; versand; livraison
    envío; spedizione; consegna; dostawy; доставки; livrare; entrega
line: line; zeile; adresszeile; ligne; línea; riga; rząd; linha
extra: extended address; address extra; suite; apartment; apt; floor; adresszusatz; zusatz
    complément d adresse; building
pobox: po box; p o box; pobox; post office box; postfach; boîte postale; apartado; apartado postal
    casella postale; skrytka pocztowa; а я; абонентська скринька; абонентский ящик; căsuță poștală
    caixa postal; 邮政信箱; 私書箱; 信箱; 郵政信箱
postcode: postcode; post code; postal code; zip; zip code; zipcode; plz; postleitzahl; code postal
    cp; código postal; cap; cap postale; codice postale; kod pocztowy; kod; поштовий індекс
    індекс; почтовый индекс; индекс; cod poștal; cod postal; cep; psč; postinumero; 郵遞區號; 邮编
    邮政编码; 郵便番号; pin code; eircode; zip postal code; zip postcode
city: city; town; locality; suburb; municipality; city town; town city; ort; stadt; wohnort; ville
    localité; commune; ciudad; localidad; población; municipio; città; comune; località; miasto
    miejscowość; місто; город; населенный пункт; населений пункт; oraș; orașul; localitate; cidade
    mesto; kaupunki; 市; 城市; 市鎮; 市 鎮; 都市; 市区町村; plz ort
home city: kotikaupunki
region: region; state; province; county; state province; state region; province state; prov
    district; state county; bundesland; kanton; région; dép région; dép; provincia; estado
    provincia o estado; stato; województwo; область; регіон; регион; край; штат; județ; județul
    okres; lääni; county state; 縣市; 縣 市; 省; 省份; 州; 都道府県; 省市
country: country; nation; country region; country name; land; land region; pays; pays région; país
    país o región; nazione; nazione regione; paese; kraj; kraj region; країна; страна; țară; țara
    región país; região país; país região; krajina; krajina oblasť; štát; maa; 國家; 国家
    國家 地區; 国; 国名; 国家 地区; country or region; pays ou région
home country: kotimaa
location: location; standort; lieu; ubicación; ubicazione; lokalizacja; localização; 位置; place
birthday: birthday; birth date; birthdate; date of birth; dob; d o b; born; bday; birth
    geburtstag; geburtsdatum; geb datum; geb; geboren; anniversaire; date de naissance; naissance
    cumpleaños; fecha de nacimiento; nacimiento; compleanno; data di nascita; nascita; urodziny
    data urodzenia; urodzenia; день народження; дата народження; народження; дата рождения
    день рождения; рождения; zi de naștere; ziua de naștere; data nașterii; nașterii
    data de nascimento; nascimento; narodeniny; dátum narodenia; narodenia; syntymäaika
    syntymäpäivä; 生日; 出生日期; 誕生日; 生年月日
birthday anniversary: aniversário
birthday day: birth day; day of birth; geburtstag tag; jour de naissance; día de nacimiento
    giorno di nascita; dzień urodzenia; dia de nascimento; deň narodenia
birthday month: geburtsmonat; syntymäkuukausi; місяць народження; месяц рождения
birthday year: geburtsjahr; syntymävuosi; рік народження; год рождения; birthyear
day: day; jour; día; giorno; dzień; dia; deň; 日
month: month; monat; mois; mes; mese; miesiąc; місяць; месяц; lună; luna; mês; mesiac; 月
year: year; jahr; année; año; anno; rok; рік; год; an; ano; 年
note: notes; note; comment; comments; remark; remarks; description; memo; background; info
    information; notizen; notiz; bemerkung; bemerkungen; kommentar; kommentare; anmerkung
    anmerkungen; beschreibung; remarque; remarques; commentaire; commentaires; notas; comentarios
    comentario; observaciones; commenti; osservazioni; notatki; notatka; uwagi; komentarz; нотатки
    примітки; примітка; коментар; коментарі; заметки; примечание; примечания; комментарий
    комментарии; notițe; observații; comentarii; observações; informações; poznámky; poznámka
    muistiinpanot; 備註; 备注; 記事; 注释; メモ; 備考; 说明; additional information
tags: tags; tag; categories; category; labels; groups; group; group membership; contact groups
    kategorien; kategorie; schlagwörter; schlagworte; gruppe; gruppen; catégories; catégorie
    étiquettes; groupes; categorías; categoría; etiquetas; grupos; categorie; etichette; tagi
    grupy; категорії; категорія; теги; мітки; групи; категории; категория; метки; группы
    categorii; etichete; categorias; categoria; marcadores; kategórie; 類別; 类别; 标签; 標籤
    分组; カテゴリ; タグ; グループ; 群组; segment
gender: gender; sex; geschlecht; sexe; género; sexo; genere; sesso; płeć; стать; пол; gênero
    pohlavie; sukupuoli; 性別; 性别; gen
pronoun: pronoun; pronouns; pronomen
language: language; preferred language; lang; sprache; langue; idioma; lingua; język; мова; язык
    limbă; limba; língua; jazyk; 語言; 语言; 言語
zone: time zone; timezone; zeitzone; fuseau horaire; zona horaria; часовий пояс; часовой пояс
status: status; lead status; lifecycle stage; id status; customer type; contact type; account type
    relationship; статус; 状态
rating: rating; bewertung; рейтинг; abc
source: lead source; source; original source; quelle; herkunft; leadquelle; fuente; fonte; źródło
    джерело; источник; sursă; sursa; origem; 来源
owner: owner; record owner; assigned to; assigned user; assigned; responsible; sales rep
    salesperson; account manager; zuständig; betreuer; besitzer; propriétaire; propietario
    proprietario; właściciel; opiekun; відповідальний; ответственный; proprietar; proprietário
    负责人; 担当営業
team: team
referred: referred by; referral; empfohlen von; recommandé par
nocall: do not call; dnc; do not phone; phone opt out
nomail: do not mail; do not email; do not e mail; email opt out; e mail opt out
    has opted out of email
industry: industry; sector; branche; wirtschaftszweig; secteur; secteur d activité; settore
    branża; галузь; отрасль; industrie; indústria; setor; odvetvie; 行业; 行業; 業種
    line of business; branch
employees: employees; number of employees; no of employees; num employees; employee count; staff
    headcount; mitarbeiter; mitarbeiterzahl; anzahl mitarbeiter; beschäftigte; effectif
    nombre d employés; empleados; número de empleados; dipendenti; numero dipendenti; pracownicy
    liczba pracowników; працівники; кількість працівників; сотрудники; количество сотрудников
    angajați; număr de angajați; funcionários; número de funcionários; 员工人数; 員工人數
    従業員数
revenue: revenue; annual revenue; turnover; annual sales; umsatz; jahresumsatz; chiffre d affaires
    ingresos; facturación anual; fatturato; obrót; przychody; річний дохід; оборот; годовой доход
    выручка; cifra de afaceri; receita; faturamento; 营业额; 年收入; 売上高
founded: year established; year founded; founded; established; founding year; founded year
    gegründet; gründungsjahr; année de création; fondée en; año de fundación; anno di fondazione
    rok założenia; рік заснування; год основания; anul înființării; ano de fundação; 成立年份
    設立年
parent: subsidiary of; parent; parent company; parent account; parent organization
    muttergesellschaft; konzern; maison mère; empresa matriz; matriz; capogruppo; spółka matka
    материнська компанія; материнская компания; головная компания; companie mamă; 母公司; 親会社
legal: legal name; firmierung; официальное название; юридична назва
vat: vat id; vat number; vat; vat no; tax id; tax number; ust id; ust idnr; ustid; umsatzsteuer id
    n tva; numéro de tva; tva intracommunautaire; nif; cif; partita iva; p iva; nip; іпн; инн; cui
    cod fiscal; cnpj; abn; 税号
registration: registration no; registration number; company number; company registration number
    handelsregister; handelsregisternummer; siren; siret; krs; єдрпоу; огрн
size: company size; size; unternehmensgröße; größe
competitor: competitor; wettbewerber
currency: currency; währung; devise; moneda; valuta; waluta; валюта; moeda; 货币
payment: payment terms; zahlungsbedingungen
credit: credit limit; kreditlimit
territory: territory; sales territory; sales region; gebiet; vertriebsgebiet
prices: price list; preisliste
tax: tax profile
domain: domain; domains; mail domain; email domain; domain name; company domain name
type: type; label; kind; typ; тип; tipo
value: value; wert; val
id: id; ids; uid; ident; external id; externe id; unique id; guid; uuid; kundennummer
    kunden nr; customer number; customer no; accountno; account no; account number; numéro client
    código de cliente; numer klienta; код клієнта; код клиента; 客户编号; 顧客番号; 编号
uid: external id; uid; vcard uid
spouse: spouse; spouse name; ehepartner; ehepartnerin; conjoint; conjoint e; cónyuge; coniuge
    małżonek; małżonka; супруг; супруга; soț; cônjuge; manžel ka; manžel; 配偶; 配偶者
children: children; child; kinder; enfants; hijos; figli; dzieci; діти; дети; copii; filhos; 孩子
    子供
anniversary: anniversary; wedding anniversary; jahrestag; hochzeitstag; anniversaire de mariage
    anniversaire de mariage ou fête; anniversario; rocznica; річниця; годовщина; výročie; 紀念日
    纪念日; 記念日
hobby: hobby; hobbies; interests; interessen; loisirs; aficiones; zainteresowania; хобі; хобби
    爱好; 趣味
maiden: maiden name; geburtsname; nom de jeune fille; nombre de soltera; nazwisko panieńskie
age: age; alter; âge; edad; età; wiek; вік; возраст; vârstă; idade; 年龄; 年齡; 年齢
income: income; einkommen; revenu; zarobki; дохід; доход; 收入
im: im; im address; instant messenger; messenger; screen name; im aim; aim; im icq; icq; im jabber
    jabber; im msn; msn; im skype; skype; im yahoo; yahoo; whatsapp; whats app; signal; wechat
    we chat; viber; вайбер; ватсап; 微信; qq; im handle; google talk; discord
custom: custom; custom field; user; user field; userdefined; benutzerdefiniert; benutzer; perso
    personalizado; personalizzato; defined
relation: relation; related person; beziehung
event: event; ereignis
ignored: billing information; directory server; mileage; sensitivity; priority; initials
    initialen; government id; organizational id; free busy; internet free busy; jot; symbol
    job description; subject; short name; photo; picture; image; user photo; photo path; foto
    foto do usuário; avatar; e mail display name; email display name; e mail type name; created
    create date; created at; created on; date created; modified; updated; changed; last modified
    date modified; edit date; last contact; next activity; recorded by; last activity; hire date
    vertraulichkeit; priorität; keywords; stichwörter; abrechnungsinformation; password; latitude
    longitude; geo; revision; expected
"""

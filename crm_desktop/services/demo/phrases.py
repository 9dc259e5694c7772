"""What a sales office writes down: calls, meetings, mails, tasks, notes, facts.

A line is `subject | text | next step`; the last two may be missing. In braces: {first} the name,
{he} {He} {his} {him}, {company}, {city}, {product}, {qty}, {num} a document's number, {month},
{week}, {year}.
"""

from __future__ import annotations

PRODUCTS = """
    warehouse scanners; label printers; pallet racks; packing tables; forklift batteries;
    shelf units; safety helmets; conveyor modules; stretch wrappers; hand pallet trucks;
    industrial scales; high-bay lights; mobile terminals; storage boxes; dock levellers;
    cable reels
"""
TAGS = """
    Newsletter; Newsletter; Newsletter; Key account; Key account; VIP; Trade fair {year};
    Trade fair {year}; Framework agreement; Price list A; Christmas card; Decision maker;
    Technical contact; Invoice contact; Webinar; Dormant; Reference customer; Export
"""
COMPANY_TAGS = """
    Key account; Framework agreement; Trade fair {year}; Price list A; Reference customer; Export;
    Prepayment; Annual contract; New {year}; Family business
"""

# Calls we made or took, by outcome; the number is how often of a hundred.
CALLS: dict[str, tuple[int, str]] = {
    "reached-positive": (
        42,
        """
        Call with {first} | Agreed volumes until {month}; {he} will confirm the delivery window \
            by Friday. | Send confirmation
        Call with {first} | Wants a quote for {qty} {product}, delivery to {city}. | Send quote \
            {num}
        Follow-up on quote {num} | Price is fine, payment terms to be settled: 30 instead of 14 \
            days. | Check terms with finance
        Call with {first} | Very happy with the last delivery. Will need {qty} more {product} in \
            {month}. | Call again in {month}
        Quote {num} | {He} accepted by phone; the written order comes this week. | Prepare order
        Call about {product} | Asked for two samples and the data sheet. Compares with one other \
            supplier. | Send samples
        Call with {first} | Budget is approved. {He} brings in a colleague from operations for \
            the details. | Plan a meeting
        Delivery {num} | Confirmed dock and time. Driver is to ask for {first} at gate 2.
        Call with {first} | Renewal of the framework agreement: {he} wants the same discounts for \
            three years. | Draft agreement
        Introduction | Referred by a customer of ours. Runs two warehouses, about {qty} users. | \
            Send company profile
        Call with {first} | {company} opens a second site; needs {product} from {month}. | Offer \
            a site visit
        Invoice {num} | Cleared up: the purchase order number was missing. Paid by the end of the \
            week.
        """,
    ),
    "reached-later": (
        18,
        """
        Call with {first} | Interested, but not before {month}: budget is spent for this year. | \
            Call in {month}
        Follow-up on quote {num} | Still waiting for two other quotes. Decision next week. | Call \
            in a week
        Call with {first} | In a meeting, asked to be called back tomorrow morning. | Call back
        Call about {product} | Moving offices until {month}; nothing is bought before. | Call in \
            {month}
        Call with {first} | On holiday until Monday, then with pleasure. | Call on Monday
        """,
    ),
    "reached-no": (
        5,
        """
        Call about {product} | Has a contract with another supplier until the end of next year. | \
            Note for next year
        Call with {first} | No need at present. Wants to stay on the mailing list.
        Quote {num} | Lost on price: the other quote was 8 % lower.
        """,
    ),
    "voicemail": (
        14,
        """
        Call to {first} | Left a message about quote {num}. | Try again
        Call to {first} | Asked for a call back. | Try again
        Reminder: quote {num} | Mailbox. Quote is valid for ten more days. | Try again
        """,
    ),
    "no-answer": (
        12,
        """
        Call to {first} | | Try again
        Call to {first} | Rang out twice. | Try again
        """,
    ),
    "gatekeeper": (
        6,
        """
        Call to {first} | A colleague picked up; back in the office on Thursday. | Call on Thursday
        Call to {company} | Reception did not put me through; {first} is best reached before \
            nine. | Call before nine
        Call to {company} | Assistant takes a message, asks for an e-mail first. | Send e-mail
        """,
    ),
    "busy": (3, "Call to {first} | | Try again"),
}

MAILS_OUT = """
Quote {num} | Attached the quote for {qty} {product}, valid for 30 days. | Follow up by phone
Revised quote {num} | With the volume discount we spoke about. | Follow up by phone
Framework agreement {year} | Attached the revised price list and the signed NDA. | Wait for \
    signature
Our meeting | Thank you for your time, {first}. The minutes and the layout plan are attached.
Delivery date for order {num} | Leaves our warehouse on Thursday, with you on Monday.
New price list | Valid from the first of {month}; prices of {product} are unchanged.
Data sheets: {product} | As promised, with drawings and the declaration of conformity. | Ask \
    which type suits
Order confirmation {num} | {qty} {product}, delivery week {week}, payment within 30 days.
Invitation: trade fair {year} | We have kept two tickets for you at the counter. | Ask whether \
    {he} comes
Thank you for order {num} | It leaves today; the tracking number follows.
"""
MAILS_IN = """
Re: Quote {num} | Can you do better on freight? Otherwise we are ready to order. | Check freight
Re: Framework agreement {year} | Legal has two remarks, see page 4. Otherwise fine. | Answer remarks
Order {num} | {qty} {product} to {city}, please confirm the date. | Confirm order
Complaint about delivery {num} | Three boxes were damaged; photos attached. | Send replacement
Question about {product} | Do they work at -20 °C? We have a cold store. | Ask product team
Re: Our meeting | Thank you, that is what we agreed. I forward it to our director.
Request for quotation | {qty} {product}, alternatives welcome, by the end of the week. | Send quote
New address | From {month} our warehouse is at the other end of {city}; please update. | Update \
    address
"""
MEETINGS = """
Meeting with {first} | Went through the yearly figures. Wants one contact person for all sites. | \
    Send summary
Annual review, {company} | Turnover up 12 %. They plan a new hall in {year}. | Send minutes
Kick-off: {product} | Scope and dates fixed. Installation in week {week}. | Send project plan
Price talks | They ask for 5 %, we offered 3 % and free delivery from {qty} pieces. | Check with \
    management
Meeting with {first} and finance | Payment terms agreed, 30 days net. | Update the contract
Budget meeting | {company} has set aside 40,000 for {product}; half of it this year. | Send \
    staggered offer
Meeting with {first} | Handover from {his} predecessor; wants a list of open orders. | Send list
Supplier day, {company} | Thirty suppliers; we are the only one for {product}.
Meeting at our office | {first} brought two colleagues; tour of the warehouse, then prices. | \
    Send quote
Video call with {first} | Specification of the {product} cleared up, two drawings follow. | Wait \
    for drawings
Lunch with {first} | Told about {his} new role: {he} now decides on all sites in the region.
Requirements workshop | List of twelve points; two of them we cannot do. | Send answer to open \
    points
Video call: rollout | Pilot runs since Monday without faults. Next site in {month}. | Plan next site
"""
VISITS = """
Site visit, {city} | Saw the warehouse: eight docks, old {product} throughout. Good potential. | \
    Send proposal
Site visit, {company} | Measured the hall with {first}; photos are in the files. | Prepare layout
Visit to our showroom | {first} and two colleagues tried the {product}. Liked the new model. | \
    Send quote
Trade fair talk | Twenty minutes at our stand. Wants {product} for a pilot. | Call next week
"""
DEMOS = """
Demo: {product} | Six people took part; questions about service times. | Send service terms
Online demo for {company} | {He} wants to see the reports with real data. | Prepare a test account
Test installation | Three units on loan for four weeks. | Pick up the loan units
"""
TASKS = """
Send samples | 3 pallets shipped with tracking.
Prepare quote {num} | Calculated with list A and 7 % discount.
Send contract {year} to {first} | Went out by courier.
Check credit limit of {company} | Raised after the last paid invoice.
Send references | Two letters of customers in the same trade.
Update contact data | New phone number and department.
Ask forwarder about freight to {city} | Two offers, one day difference.
Send the signed NDA | Filed.
Order brochures for {first} | Sent by post, ten pieces.
Compare freight rates | Rail is 9 % cheaper, four days longer.
Enter the order of {first} | {num}, confirmed the same day.
Clear up invoice {num} | Credit note of 120.00 issued.
Reserve {qty} {product} | Reserved until the end of {month}.
Arrange return of damaged goods | Picked up on Tuesday.
Book hotel for the visit to {city} | Two nights, near the site.
"""
MESSAGES = """
Message from {first} | "Delivery has arrived, all complete. Thank you!"
Message to {first} | Sent the tracking number.
Message from {first} | Asks whether Thursday at ten suits. | Confirm
"""
LETTERS = "Letter: contract {year} | Two signed copies, one to be returned.\nLetter: new terms of \
    delivery"

# Not done yet: subject alone, or subject and preparation.
PLANNED: dict[str, str] = {
    "call": """
        Call {first} back
        Follow up on quote {num}
        Ask how the {product} are doing
        Talk about the framework agreement {year} | Last year's volumes are in the files.
        Check whether delivery {num} arrived
        Quarterly call with {first}
    """,
    "meeting": """
        Meeting with {first} | Bring price list and samples.
        Annual review, {company} | Figures, open complaints, plans for {year}.
        Presentation: {product}
        Video call with {first}
        Price talks, {company}
    """,
    "task": """
        Send quote {num} to {first}
        Prepare contract {year}
        Send samples of {product}
        Check freight to {city}
        Update price list for {company}
        Answer open points
    """,
    "email": "Send data sheets\nConfirm the date by mail\nSend the revised quote {num}",
    "visit": "Site visit, {city}\nVisit {company} | Safety shoes needed.",
    "demo": "Demo: {product} | For four people; projector is there.\nOnline demo for {company}",
}
PLACES_TO_MEET = "Video call; Their office, {city}; Our showroom; Our office; Their warehouse, \
    {city}"

NOTES = """
Prefers mornings. Budget holder is {his} colleague in finance; decision on the fourth of the month.
{He} compares us with two others. What counts for {him} is delivery time, price comes second.
Decision path: {first} proposes, the board signs from 25,000 up.
Their {product} come from another maker, the contract ends in {month}. Good moment for an offer.
Speaks English well, but documents should come in {his} own language.
Visited us at the trade fair. Very interested in {product}; wants to begin with one site.
{company} plans a new hall of 4,000 m². Tender comes in {month}.
Had trouble with a late delivery last year. Handle with care: confirm every date in writing.
Contact only through the assistant, except when it is urgent.
Asked for a yearly bonus agreement. Told {him} that we can talk from 100,000 turnover.
Competitor's price for {product} is about 6 % below ours, service not included.
They standardise on one supplier for {product} by the end of {year}. We are on the short list.
Invoices must carry the purchase order number, otherwise they go back.
Goods are accepted Mondays to Thursdays, 7 to 13 h, gate 2.
{first} has taken over the tasks of the former head of purchasing.
Wishes: longer warranty, one contact person, monthly statement.
Nice talk about the move to {city}. Now responsible for all sites in the region.
New warehouse system from {month}; our items need their article numbers.
Reference visit is possible: {first} would show the installation to others.
Paid late twice. Agreed on 50 % prepayment for orders above 10,000.
"""
BACKGROUND = """
Long-standing contact; knows everybody in the trade.
Came to us through a recommendation.
Technical background, wants drawings rather than brochures.
Decides quickly when the numbers are on one page.
Joined {company} three years ago from a competitor of theirs.
Our first contact there; helped us with the pilot.
Prefers short e-mails to calls.
Careful buyer: always asks for a second quote.
"""
COMPANY_BACKGROUND = """
Family business in the third generation, two sites.
Regional market leader; buys through a framework agreement.
Grew by a takeover last year; purchasing is being put together.
Seasonal business: orders come from March to June.
Exports about half of what it makes.
Public tenders only; price decides.
Customer since our first year.
Was lost to a competitor once and came back because of the service.
"""

# Facts about a person: kind, text.
FACTS = """
family | Two children, the elder starts school this year
family | Married, lives near {city}
family | Daughter studies engineering
family | Twin boys, born in May
hobby | Plays chess in a club
hobby | Runs marathons; did Berlin last autumn
hobby | Sails; has a small boat
hobby | Restores old motorcycles
hobby | Sings in a choir
hobby | Football: never call during a home game
hobby | Keeps bees
preference | Tea, never coffee
preference | Vegetarian
preference | Prefers to be called before nine
preference | Wants documents on paper
plan | Wants to open a second site next year
plan | Takes parental leave from {month}
plan | Moves to the new building in {month}
wish | Would like to see our plant
wish | Looks for a partner for service abroad
property | Family owns a vineyard
other | Studied in Vienna
other | Speaks four languages
age | Turned fifty this spring
"""

# The same office, writing in the customer's language: calls, mails and notes.
LOCAL: dict[str, tuple[str, str, str]] = {
    "de": (
        """
        Telefonat mit {first} | Liefertermin KW {week} bestätigt, Preis ist in Ordnung.
        Rückruf wegen Angebot {num} | Möchte Zahlungsziel 30 Tage statt 14. | Mit Buchhaltung klären
        """,
        """
        Angebot {num} | Vielen Dank für Ihre Anfrage. Das Angebot gilt bis Ende des Monats. | \
            Nachfassen
        AW: Rahmenvertrag {year} | Unterschrieben zurück, bitte Gegenzeichnung.
        """,
        """
        Jahresgespräch im Herbst vereinbaren. Ansprechpartner für Technik ist ein Kollege.
        Legt Wert auf pünktliche Lieferung und feste Ansprechpartner.
        """,
    ),
    "fr": (
        """
        Appel avec {first} | Souhaite recevoir un devis avant vendredi. | Envoyer le devis {num}
        Relance devis {num} | Décision la semaine prochaine. | Rappeler
        """,
        """
        Devis {num} | Veuillez trouver ci-joint notre proposition, valable 30 jours. | Relancer
        Re : commande {num} | Merci de confirmer la date de livraison.
        """,
        """
        Préfère être contacté par e-mail. Budget validé en {year}.
        Visite du site prévue après les vacances.
        """,
    ),
    "es": (
        """
        Llamada con {first} | Pide presupuesto para entrega en {city}. | Enviar presupuesto {num}
        Seguimiento del presupuesto {num} | Lo decide el comité la semana que viene. | Llamar de \
            nuevo
        """,
        """
        Presupuesto {num} | Adjunto la oferta que comentamos; es válida durante 30 días. | Llamar
        Re: Pedido {num} | Confirmado, gracias por la rapidez.
        """,
        """
        Prefiere reunirse por la mañana. La decisión la toma dirección.
        Cliente satisfecho; posible referencia para la zona.
        """,
    ),
    "it": (
        """
        Telefonata con {first} | Chiede uno sconto per quantità. | Preparare offerta {num}
        Richiamo per l'offerta {num} | Conferma entro fine settimana. | Richiamare
        """,
        """
        Offerta {num} | In allegato la nostra offerta, valida 30 giorni. | Sentire per telefono
        R: Ordine {num} | Confermiamo la consegna a {city}.
        """,
        """
        Apprezza le visite di persona. Nuovo magazzino in costruzione.
        Pagamento a 60 giorni, da discutere con l'amministrazione.
        """,
    ),
    "pl": (
        """
        Rozmowa: {first} | Prosi o ofertę z dostawą do końca miesiąca. | Wysłać ofertę {num}
        Telefon w sprawie oferty {num} | Decyzja w przyszłym tygodniu. | Zadzwonić ponownie
        """,
        """
        Oferta {num} | W załączeniu oferta, ważna 30 dni. | Zadzwonić
        Odp: Zamówienie {num} | Potwierdzam termin dostawy.
        """,
        """
        Ważny jest termin dostawy, cena na drugim miejscu.
        Umowa ramowa kończy się w grudniu.
        """,
    ),
    "uk": (
        """
        Дзвінок: {first} | Просить надіслати рахунок до п'ятниці. | Надіслати рахунок {num}
        Повторний дзвінок щодо пропозиції {num} | Ціна влаштовує, узгоджують умови оплати. | \
            Передзвонити
        """,
        """
        Комерційна пропозиція {num} | Надсилаю пропозицію, дійсна 30 днів. | Передзвонити
        Re: Рамковий договір {year} | Підписано, оригінал надіслали кур'єром.
        """,
        """
        Краще телефонувати зранку. Рішення ухвалює фінансовий директор.
        Планують відкрити другий склад, м. {city}.
        """,
    ),
    "ru": (
        """
        Звонок: {first} | Просит выслать счёт до пятницы. | Отправить счёт {num}
        Звонок по предложению {num} | Решение на следующей неделе. | Перезвонить
        """,
        """
        Коммерческое предложение {num} | Высылаю предложение, действует 30 дней. | Перезвонить
        Re: Поставка {num} | Груз получен, замечаний нет.
        """,
        """
        Удобнее звонить утром. Решение принимает директор.
        Интересует сервис и гарантия три года.
        """,
    ),
    "ro": (
        """
        Discuție cu {first} | Cere ofertă cu livrare la {city}. | Trimite oferta {num}
        Revenire la oferta {num} | Decizia se ia săptămâna viitoare. | Sună din nou
        """,
        """
        Oferta {num} | Vă trimit oferta discutată, valabilă 30 de zile. | Sună
        Re: Contract cadru {year} | Semnat, îl trimitem prin curier.
        """,
        """
        Preferă întâlnirile dimineața. Bugetul se aprobă în decembrie.
        Deschid un depozit nou; au nevoie de rafturi și scanere.
        """,
    ),
    "pt": (
        """
        Ligação com {first} | Pediu orçamento com entrega em {city}. | Enviar orçamento {num}
        Retorno sobre o orçamento {num} | Decisão na próxima semana. | Ligar de novo
        """,
        "Orçamento {num} | Segue a proposta, válida por 30 dias. | Ligar",
        "Prefere contato por mensagem. Decisão é da diretoria.",
    ),
    "tr": (
        "{first} ile görüşme | Hafta sonuna kadar teklif bekliyor. | Teklif {num} gönder",
        "Teklif {num} | Teklifimiz ektedir, 30 gün geçerlidir. | Telefonla sor",
        "Teslim süresi fiyattan önemli. Karar yönetim kurulunda.",
    ),
    "sv": (
        "Samtal med {first} | Vill ha offert före fredag. | Skicka offert {num}",
        "Offert {num} | Bifogar offerten, giltig i 30 dagar. | Ring upp",
        "Föredrar möten på förmiddagen. Budgeten beslutas i oktober.",
    ),
    "nb": (
        "Samtale med {first} | Ønsker tilbud før fredag. | Send tilbud {num}",
        "Tilbud {num} | Vedlagt tilbudet, gyldig i 30 dager. | Ring",
        "Foretrekker møter om morgenen. Nytt lager bygges til våren.",
    ),
    "el": (
        "Τηλεφώνημα: {first} | Ζητά προσφορά έως την Παρασκευή. | Προσφορά {num}",
        "Προσφορά {num} | Σας στέλνω την προσφορά, ισχύει για 30 ημέρες. | Τηλέφωνο",
        "Προτιμά επικοινωνία το πρωί. Η απόφαση είναι της διοίκησης.",
    ),
    "zh": (
        """
        致电{first} | 对报价满意，希望月底前交货。 | 确认交货日期
        电话跟进报价 {num} | 下周决定。 | 再次致电
        """,
        """
        报价单 {num} | 附上报价，有效期30天。 | 电话跟进
        回复：框架协议 {year} | 已签字，请查收。
        """,
        "决策人是财务总监。上午联系比较方便。\n计划在{city}扩建仓库，需要货架和扫描器。",
    ),
    "ja": (
        "{first}様と電話 | 金曜日までに見積書を希望。 | 見積書 {num} を送付",
        "お見積り {num} | お見積書を添付いたします。有効期限は30日です。 | 電話で確認",
        "納期を重視。決裁は来月の役員会。",
    ),
    "ko": (
        "{first} 님 통화 | 금요일까지 견적 요청. | 견적서 {num} 발송",
        "견적서 {num} | 견적서를 첨부합니다. 유효기간은 30일입니다. | 전화 확인",
        "납기가 가장 중요함. 결정은 다음 달.",
    ),
    "ar": (
        "مكالمة مع {first} | يرجى إرسال العرض قبل نهاية الأسبوع. | إرسال العرض {num}",
        "عرض سعر {num} | مرفق العرض، صالح لمدة 30 يومًا. | متابعة بالهاتف",
        "يفضل التواصل صباحًا. القرار لدى الإدارة.",
    ),
    "he": (
        "שיחה עם {first} | נשלחת הצעת מחיר עד סוף השבוע. | לשלוח הצעה {num}",
        "הצעת מחיר {num} | מצורפת ההצעה, בתוקף ל-30 יום. | לוודא בטלפון",
        "עדיף להתקשר בבוקר. ההחלטה אצל ההנהלה.",
    ),
}

"""What documents say until the office has written texts of its own, in each of their languages."""

from __future__ import annotations

from typing import NamedTuple

from crm_desktop.services.documents.content import Kind
from crm_desktop.services.sales.office.setting_types import Texts


class Standard(NamedTuple):
    """The texts of a language.

    Attributes:
        quote, order, delivery: opening and closing.
        payment, delivered: what terms are called.
    """

    quote: tuple[str, str]
    order: tuple[str, str]
    delivery: tuple[str, str]
    payment: str
    delivered: str


STANDARD: dict[str, Standard] = {
    "en": Standard(
        (
            "Thank you for your enquiry. We are pleased to quote as follows:",
            "We look forward to your order.",
        ),
        (
            "Thank you for your order, which we confirm as follows:",
            "Thank you for your confidence.",
        ),
        ("With this delivery you receive:", "Please tell us at once if anything is missing."),
        "Payment",
        "Delivery",
    ),
    "de": Standard(
        (
            "Vielen Dank für Ihre Anfrage. Gerne bieten wir Ihnen an:",
            "Wir freuen uns auf Ihren Auftrag.",
        ),
        (
            "Vielen Dank für Ihren Auftrag, den wir wie folgt bestätigen:",
            "Vielen Dank für Ihr Vertrauen.",
        ),
        ("Mit dieser Lieferung erhalten Sie:", "Bitte melden Sie uns sofort, wenn etwas fehlt."),
        "Zahlung",
        "Lieferung",
    ),
    "fr": Standard(
        (
            "Nous vous remercions de votre demande et avons le plaisir de vous proposer :",
            "Nous restons dans l’attente de votre commande.",
        ),
        (
            "Nous vous remercions de votre commande, que nous confirmons comme suit :",
            "Nous vous remercions de votre confiance.",
        ),
        (
            "Par cette livraison, vous recevez :",
            "Merci de nous signaler sans délai tout article manquant.",
        ),
        "Paiement",
        "Livraison",
    ),
    "es": Standard(
        (
            "Gracias por su consulta. Nos complace ofrecerle lo siguiente:",
            "Quedamos a la espera de su pedido.",
        ),
        ("Gracias por su pedido, que confirmamos como sigue:", "Gracias por su confianza."),
        ("Con esta entrega recibe usted:", "Por favor, avísenos de inmediato si falta algo."),
        "Pago",
        "Entrega",
    ),
    "it": Standard(
        (
            "Grazie per la vostra richiesta. Siamo lieti di offrirvi quanto segue:",
            "Restiamo in attesa del vostro ordine.",
        ),
        (
            "Grazie per il vostro ordine, che confermiamo come segue:",
            "Grazie per la vostra fiducia.",
        ),
        ("Con questa consegna ricevete:", "Vi preghiamo di segnalarci subito eventuali mancanze."),
        "Pagamento",
        "Consegna",
    ),
    "pl": Standard(
        (
            "Dziękujemy za zapytanie. Z przyjemnością przedstawiamy następującą ofertę:",
            "Oczekujemy na Państwa zamówienie.",
        ),
        ("Dziękujemy za zamówienie, które niniejszym potwierdzamy:", "Dziękujemy za zaufanie."),
        (
            "W ramach tej dostawy otrzymują Państwo:",
            "Prosimy o niezwłoczną informację o ewentualnych brakach.",
        ),
        "Płatność",
        "Dostawa",
    ),
    "ru": Standard(
        ("Благодарим за ваш запрос. Предлагаем вам следующее:", "Будем рады вашему заказу."),
        ("Благодарим за ваш заказ, который мы подтверждаем:", "Благодарим за доверие."),
        ("С этой поставкой вы получаете:", "Если чего-то не хватает, сообщите нам сразу."),
        "Оплата",
        "Поставка",
    ),
    "uk": Standard(
        ("Дякуємо за ваш запит. Пропонуємо вам таке:", "Будемо раді вашому замовленню."),
        ("Дякуємо за ваше замовлення, яке ми підтверджуємо:", "Дякуємо за довіру."),
        ("З цим постачанням ви отримуєте:", "Якщо чогось бракує, повідомте нас одразу."),
        "Оплата",
        "Постачання",
    ),
    "ro": Standard(
        (
            "Vă mulțumim pentru cerere. Vă oferim cu plăcere următoarele:",
            "Așteptăm cu interes comanda dumneavoastră.",
        ),
        (
            "Vă mulțumim pentru comandă, pe care o confirmăm după cum urmează:",
            "Vă mulțumim pentru încredere.",
        ),
        ("Cu această livrare primiți:", "Vă rugăm să ne anunțați imediat dacă lipsește ceva."),
        "Plată",
        "Livrare",
    ),
    "zh": Standard(
        ("感谢您的询价。我们很高兴向您报价如下：", "期待您的订单。"),
        ("感谢您的订单，现确认如下：", "感谢您的信任。"),
        ("本次交货包括：", "如有短缺，请立即告知我们。"),
        "付款",
        "交货",
    ),
}


def of(language: str, kind: Kind) -> Texts:
    """The texts of a kind of document in a language; in English where there are none in it."""
    found = _of(language)
    opening, closing = getattr(found, kind.value, ("", ""))
    return Texts(opening, closing, "", "", "")


def term_labels(language: str) -> tuple[str, str]:
    """What payment and delivery are called above their terms."""
    found = _of(language)
    return found.payment, found.delivered


def _of(language: str) -> Standard:
    return STANDARD.get(base_of(language), STANDARD["en"])


def base_of(language: str) -> str:
    """The language of a tag without its country: de of de_AT."""
    return language.replace("-", "_").partition("_")[0].lower()

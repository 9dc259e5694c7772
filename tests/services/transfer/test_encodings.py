from __future__ import annotations

import codecs
import io
import json
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import Cancelled, FileRefused
from crm_desktop.services.transfer.alphabets import DOUBLE_BYTE, NAMES, SINGLE_BYTE
from crm_desktop.services.transfer.encodings import decode, name_of, open_text, take_survey

LISTS = {
    "cp1252": ["Jürgen;Weiß;Köln", "François;Lefèvre;Orléans", "Íñigo;Núñez;Málaga"],
    "cp1250": ["Łukasz;Wójcik;Łódź", "Jiří;Dvořák;Plzeň", "Gergő;Szűcs;Győr"],
    "cp1251": ["Иван;Иванов;Москва", "Олена;Коваленко;Київ", "Георги;Димитров;София"],
    "cp1253": ["Γιώργος;Παπαδόπουλος;Αθήνα", "Ελένη;Νικολάου;Θεσσαλονίκη"],
    "cp1254": ["Ayşe;Yılmaz;İstanbul", "Gökhan;Çağlar;Muğla"],
    "cp1255": ["משה;כהן;תל אביב", "רחל;לוי;ירושלים"],
    "cp1256": ["محمد;الأحمد;القاهرة", "فاطمة;حسن;الرياض"],
    "koi8_u": ["Иван;Иванов;Москва", "Ольга;Петрова;Казань"],
    "cp866": ["Иван;Иванов;Москва", "Ольга;Петрова;Казань"],
    "mac_roman": ["Jürgen;Weiß;Köln", "Käthe;Schröder;Düsseldorf"],
    "gb18030": ["王芳;北京市朝阳区;销售部经理", "李伟;上海市;有限公司"],
    "cp950": ["陳淑芬;臺北市中山區;業務部經理", "林志明;高雄市;有限公司"],
    "cp932": ["佐藤;花子;東京都", "鈴木;一郎;大阪府"],
    "cp949": ["김민수;서울시 강남구;대표이사", "이영희;부산;주식회사"],
}


@pytest.mark.parametrize("encoding", LISTS)
@pytest.mark.parametrize("rows", [1, 2, 50])
def test_short_contact_lists(encoding: str, rows: int) -> None:
    lines = LISTS[encoding]
    text = "First name;Last name;City\r\n" + "".join(
        f"{lines[i % len(lines)]}\r\n" for i in range(rows)
    )
    found = decode(text.encode(encoding))
    assert found.text == text
    assert found.why.endswith(".")


@pytest.mark.parametrize("encoding", ["gb18030", "cp950", "cp932", "cp949", "cp1251"])
def test_a_text_without_any_separator(encoding: str) -> None:
    text = "".join(LISTS[encoding]).replace(";", "").replace(" ", "") * 400
    assert decode(f"Name\n{text}\n".encode(encoding)).text == f"Name\n{text}\n"


def test_a_single_umlaut() -> None:
    assert decode("Name\nMüller\n".encode("cp1252")).text == "Name\nMüller\n"


def test_the_country_decides_where_letters_do_not() -> None:
    """Liepāja and Liepâja are one byte; the address is Latvian."""
    text = "Name;Mail\nZaķe;info@firma.lv\n"
    assert decode(text.encode("cp1257")).text == text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize(
    "text", ["Имя;Фамилия\r\nИван;Иванов\r\n", "姓名,电话\n王芳,123\n", "a,b\n1,2\n"]
)
def test_unicode(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(st.text(max_size=200))
def test_every_utf8_text_is_read_as_itself(text: str) -> None:
    data = codecs.BOM_UTF8 + text.encode("utf-8", "ignore")
    try:
        found = decode(data)
    except FileRefused:
        return  # zip, PDF and the like by their first bytes
    assert found.text == text.encode("utf-8", "ignore").decode()


def test_mostly_utf8_is_told() -> None:
    good = "".join(f"Müller {i}\n" for i in range(30)).encode()
    found = decode(good + "Jäger\n".encode("cp1252") + good)
    assert found.text.splitlines()[30] == "Jäger"
    assert "line 31" in found.why


def test_a_file_cut_in_the_middle_of_a_character() -> None:
    found = decode("Müller\nGröße\nKö".encode()[:-1])
    assert found.text.startswith("Müller\nGröße\nK")
    assert found.encoding == "utf-8"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04rest",
        b"%PDF-1.4",
        b"\x89PNG\r\n",
        bytes(range(256)) * 10,
        b"\0\1\2\3" * 100,
        codecs.BOM_UTF16_LE + b"\x00\xd8a",
    ],
)
def test_no_text(data: bytes) -> None:
    with pytest.raises(FileRefused, match="Nothing was imported"):
        decode(data)


def test_forced_encoding() -> None:
    data = "Müller".encode("cp1252")
    assert decode(data, "cp1252").text == "Müller"
    assert decode(data, "Windows-1252").text == "Müller"
    with pytest.raises(FileRefused, match="Line 1 cannot be read as UTF-8"):
        decode(data, "utf-8")
    with pytest.raises(FileRefused, match="no text encoding called 'klingon'"):
        decode(data, "klingon")
    with pytest.raises(FileRefused):
        decode(data, "base64")


def test_every_candidate_has_a_name_and_exists() -> None:
    for encoding in (*SINGLE_BYTE, *DOUBLE_BYTE):
        assert codecs.lookup(encoding)
        assert name_of(encoding) == NAMES[encoding]


def test_large_files_stay_flat(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        for i in range(8):
            stream.write(f"Иван {i};Иванов\n".encode("cp1251") * 40_000)
    tracemalloc.start()
    try:
        opened = open_text(path)
        with opened.stream as stream:
            assert sum(1 for _ in stream) == 320_000
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()
    assert opened.encoding == "cp1251"


def test_what_a_sample_does_not_see_is_seen(tmp_path: Path) -> None:
    """A byte that cp1252 does not have, far behind the head."""
    path = tmp_path / "late.csv"
    line = "Käthe;Schröder;Düsseldorf\n".encode("mac_roman")
    path.write_bytes(b"Name;City\n" * 300_000 + line * 10)
    opened = open_text(path)
    with opened.stream as stream:
        assert "Käthe" in stream.read()


@pytest.mark.parametrize("shift", range(-3, 4))
def test_nothing_is_missed_between_two_blocks(shift: int) -> None:
    """Blocks of a megabyte end anywhere: in a character, before a guard."""
    start = b"a,b\n" * (1 << 18)
    start = start[: len(start) + shift] if shift < 0 else start + b"x" * shift
    for text in ("Иванов", "'=1", '="1"'):
        survey = take_survey(io.BytesIO(start[:-2] + text.encode("cp1251") + b"\n" + start))
        assert all(text.encode("cp1251") in run for run in survey.fields)
        assert bool(survey.fields) == (text == "Иванов")
        assert survey.guarded == (text == "'=1")
        assert survey.formula_texts == (text == '="1"')


def test_cancel(tmp_path: Path) -> None:
    def cancel() -> None:
        raise Cancelled

    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n")
    with pytest.raises(Cancelled):
        open_text(path, None, cancel)


def test_share_of_short_lists_read_right(shared: Path) -> None:
    """Names of many countries in their usual encodings: at most one list in ten is wrong."""
    names = json.loads((shared / "data/names/person_names_by_locale.json").read_text("utf-8"))
    usual = {
        "cp1252": ("de_DE", "fr_FR", "es_ES", "pt_BR", "sv_SE", "da_DK", "fi_FI", "it_IT"),
        "cp1250": ("pl_PL", "cs_CZ", "hu_HU", "hr_HR"),
        "cp1251": ("ru_RU", "uk_UA", "bg_BG"),
        "cp1253": ("el_GR",),
        "cp1254": ("tr_TR",),
        "gb18030": ("zh_CN",),
        "cp950": ("zh_TW",),
        "cp932": ("ja_JP",),
        "cp949": ("ko_KR",),
    }
    randomly = random.Random(20)
    right = total = 0
    for encoding, locales in usual.items():
        for locale in locales:
            pool = [*names[locale]["first"], *names[locale]["last"]]
            pool = [n for n in pool if not n.isascii() and _fits(n, encoding)]
            for _ in range(15):
                rows = (f"{randomly.choice(pool)},{randomly.choice(pool)},x\n" for _ in range(3))
                text = "First name,Last name,Note\n" + "".join(rows)
                total += 1
                right += decode(text.encode(encoding)).text == text
    assert right / total > 0.9


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

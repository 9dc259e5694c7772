from __future__ import annotations

import base64
import json
import random
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import Cancelled, FileRefused
from crm_desktop.services.transfer.vcard import (
    Card,
    DamagedCard,
    Property,
    binary,
    content_line,
    escape,
    listed,
    read_cards,
    structured,
    unescape,
    write_card,
)


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> bytes:
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode()


def one(data: bytes) -> Card:
    (found,) = read_cards(data)
    assert isinstance(found, Card), found
    return found


def value(data: bytes, name: str) -> str:
    item = one(data).first(name)
    assert item is not None
    return unescape(item.value)


# -------------------------------------------------------------------------------------- lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert value(card("FN:Anna", "NOTE:a", end=end), "NOTE") == "a"


def test_unfolding_takes_one_blank_and_joins_cut_characters() -> None:
    data = card("FN:x")
    text = "Müller".encode()
    data = data.replace(b"FN:x", b"FN:" + text[:2] + b"\r\n " + text[2:] + b"\r\n  end")
    assert value(data, "FN") == "Müller end"


def test_quoted_printable_of_21() -> None:
    data = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BC=",
        "rgen;;;",
        "LABEL;QUOTED-PRINTABLE;WORK:Street 1=0D=0A=",
        "12345 Town",
        version="2.1",
    )
    found = one(data)
    assert structured(found.properties[1].value) == ["Müller", "Jürgen", "", "", ""]
    label = found.first("LABEL")
    assert label is not None
    assert (label.value, label.types) == ("Street 1\n12345 Town", ("work",))


def test_declared_and_undeclared_encodings() -> None:
    raw = "FN;CHARSET=windows-1251:Иван".encode("cp1251")
    assert value(card().replace(b"END", raw + b"\r\nEND"), "FN") == "Иван"
    many = [f"FN:{name}".encode("cp1251") for name in ("Иванова Анна", "Петров Олег")]
    data = b"".join(card().replace(b"END", line + b"\r\nEND") for line in many)
    names = [c.properties[-1].value for c in read_cards(data) if isinstance(c, Card)]
    assert names == ["Иванова Анна", "Петров Олег"]


def test_latin_bytes_in_a_file_of_utf8() -> None:
    lines = [f"FN:Jürgen Weiß {i}".encode() for i in range(20)] + ["FN:Jürgen".encode("cp1252")]
    data = b"".join(card().replace(b"END", line + b"\r\nEND") for line in lines)
    cards = [c for c in read_cards(data) if isinstance(c, Card)]
    assert cards[0].properties[-1].value == "Jürgen Weiß 0"
    assert cards[-1].properties[-1].value == "Jürgen"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_encodings_of_whole_files(encoding: str) -> None:
    assert value(card("FN:Żółć 王芳").decode().encode(encoding), "FN") == "Żółć 王芳"


def test_parameters() -> None:
    found = one(
        card(
            'item1.ADR;TYPE="HOME,VOICE";LABEL="a:b;c, ^n^^^\'":;;Street;City;;1;DE',
            "tel;work;voice:1",
            "EMAIL;TYPE=INTERNET;type=pref:a@b.de",
            'X-ODD;A="unclosed:b:c',
        )
    ).properties
    assert found[1].group == "item1"
    assert found[1].types == ("home", "voice")
    assert found[1].param("LABEL") == 'a:b;c, \n^"'
    assert (found[2].name, found[2].types, found[2].value) == ("TEL", ("work", "voice"), "1")
    assert found[3].types == ("internet", "pref")
    assert found[4].name == "X-ODD"


def test_values() -> None:
    assert structured(r"Doe\;x;J\,o;;a\nb\\") == ["Doe;x", "J,o", "", "a\nb\\"]
    assert listed(r"a\,b,c") == ["a,b", "c"]
    assert unescape(r"http\://x C:\dir B\'C") == r"http://x C:\dir B'C"


# -------------------------------------------------------------------------------------- photos


@pytest.mark.parametrize(
    "lines",
    [
        ["PHOTO;ENCODING=b;TYPE=JPEG:{}"],
        ["PHOTO;ENCODING=BASE64;JPEG:{}", ""],
        ["PHOTO;BASE64:", "  {}", ""],
        ["PHOTO;TYPE=JPEG;ENCODING=BASE64:", "{}", ""],  # wrapped, but not folded
        ["PHOTO:data:image/jpeg;base64\\,{}"],
    ],
)
def test_photos(lines: list[str]) -> None:
    data = bytes(range(256)) * 3
    text = base64.b64encode(data).decode()
    item = one(card(*(line.format(text) for line in lines), "FN:x")).first("PHOTO")
    assert item is not None
    assert binary(item) == data
    assert value(card(*(line.format(text) for line in lines), "FN:x"), "FN") == "x"


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 5])
def test_badly_padded_photo(cut: int) -> None:
    text = base64.b64encode(b"0123456789").decode().rstrip("=")
    item = one(card(f"PHOTO;ENCODING=b:{text[: len(text) - cut]}")).first("PHOTO")
    assert item is not None
    assert b"0123456789".startswith(binary(item) or b"?")


def test_base64_wrapped_without_blanks() -> None:
    text = base64.b64encode(bytes(300)).decode()
    lines = [text[i : i + 60] for i in range(0, len(text), 60)]
    found = one(card("PHOTO;ENCODING=BASE64:" + lines[0], *lines[1:], "", "TEL:1", version="2.1"))
    photo = found.first("PHOTO")
    assert photo is not None
    assert binary(photo) == bytes(300)
    assert found.first("TEL")


# ------------------------------------------------------------------------------------ damages


def test_missing_end() -> None:
    data = b"BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nBEGIN:VCARD\nFN:C\n"
    found = list(read_cards(data))
    assert [type(item) for item in found] == [DamagedCard, Card, DamagedCard]
    names = [(i.card if isinstance(i, DamagedCard) else i) for i in found]
    assert [c.properties[0].value for c in names if c] == ["A", "B", "C"]
    assert [item.line for item in found] == [1, 3, 6]


def test_garbage_between_cards() -> None:
    found = list(read_cards(card("FN:A") + b"what is this\nmore\n" + card("FN:B")))
    assert [type(item) for item in found] == [Card, DamagedCard, Card]
    assert found[1].line == 5


def test_garbage_before_the_first_card() -> None:
    found = list(read_cards(b"Content-Type: text/x-vcard\n\n" + card("FN:A")))
    assert [type(item) for item in found] == [DamagedCard, Card]


def test_nested_card() -> None:
    data = card("FN:A", "AGENT:", "BEGIN:VCARD", "VERSION:2.1", "FN:Inner", "END:VCARD", "TEL:1")
    found = one(data)
    assert [p.name for p in found.properties] == ["VERSION", "FN", "AGENT", "TEL"]
    assert "FN:Inner" in unescape(found.properties[2].value)


def test_deeply_nested_cards_end() -> None:
    data = b"BEGIN:VCARD\nAGENT:\n" * 3000 + b"END:VCARD\n" * 3000
    assert list(read_cards(data))


def test_text_that_is_no_property() -> None:
    found = one(card("NOTE:first line", "second line", "http://x.y and: more", "FN", "TEL:1"))
    assert found.first("TEL")
    note = found.first("NOTE")
    assert note is not None
    assert unescape(note.value) == "first line\nsecond line"
    assert found.problems


def test_no_version_no_name() -> None:
    assert one(b"BEGIN:VCARD\nEMAIL:a@b.de\nEND:VCARD").version == ""


@pytest.mark.parametrize("data", [b"", b"\n\n", b"Hello\n", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"])
def test_no_cards(data: bytes) -> None:
    with pytest.raises(FileRefused, match="no vCard"):
        list(read_cards(data))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        list(read_cards(tmp_path / "nothing.vcf"))


def test_an_endless_line(tmp_path: Path) -> None:
    path = tmp_path / "endless.vcf"
    with path.open("wb") as stream:
        stream.write(b"BEGIN:VCARD\nNOTE:")
        for _ in range(60):
            stream.write(b"A" * 1_000_000)
    with pytest.raises(FileRefused, match="line"):
        list(read_cards(path))


def test_many_properties_are_limited() -> None:
    data = b"BEGIN:VCARD\n" + b"TEL:1\n" * 50_000 + b"END:VCARD\n"
    found = one(data)
    assert len(found.properties) == 20_000
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    "middle",
    [
        b"NOTE:x\n" + b"junk line\n" * 200_000,
        b"NOTE:" + b"A" * 3_000_000 + "é".encode("latin-1") + b"\n",
        b"X;" + b'"' * 500_000 + b":x\n",
        b"X" + b";A=B" * 200_000 + b":x\n",
        b"NOTE:" + b"\\n" * 500_000 + b"\n",
        b"N;ENCODING=QUOTED-PRINTABLE:" + b"=C3=\n" * 200_000 + b"\n",
        b"PHOTO;ENCODING=b:" + b"A" * 3_000_000 + b"\n",
    ],
    ids=["junk", "long text", "quotes", "parameters", "escapes", "soft breaks", "photo"],
)
def test_nothing_takes_long(middle: bytes) -> None:
    start = time.monotonic()
    for item in read_cards(b"BEGIN:VCARD\n" + middle + b"END:VCARD\n"):
        assert isinstance(item, Card)
        for p in item.properties:
            structured(p.value)
            binary(p)
    assert time.monotonic() - start < 5


def test_cancel() -> None:
    def cancel() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(read_cards(card("FN:A"), cancel=cancel))


# ------------------------------------------------------------------------------------ writing

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=120)


@given(TEXT, st.sampled_from(["3.0", "4.0"]))
def test_text_survives(text: str, version: str) -> None:
    data = write_card([Property("NOTE", escape(text)), Property("FN", "x")], version)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert value(data, "NOTE") == text


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_structures_survive(parts: list[str]) -> None:
    data = write_card([Property("X-S", ";".join(map(escape, parts)))])
    item = one(data).first("X-S")
    assert item is not None
    assert structured(item.value) == parts


@given(TEXT.filter(lambda text: text == text.strip()))
def test_parameters_survive(text: str) -> None:
    item = Property("X-P", "v", {"X-Q": (text,)})
    found = one(write_card([item])).first("X-P")
    assert found is not None
    assert found.param("X-Q") == text


def test_lines_that_were_kept_are_written_as_they_are() -> None:
    line = "item3.X-ODD;A=b:väl;ue\\n"
    assert one(write_card([line])).properties[1].raw == line
    assert content_line(one(write_card([line])).properties[1]) == line


# ---------------------------------------------------------------------------------- real files


def test_expected_counts(shared: Path) -> None:
    counts = json.loads((shared / "data/EXPECTED_COUNTS.json").read_text(encoding="utf-8"))
    for name, expected in counts["vcards"].items():
        found = list(read_cards(shared / "data" / name.removeprefix("share/")))
        assert not any(isinstance(item, DamagedCard) for item in found), name
        cards = [item for item in found if isinstance(item, Card)]
        assert len(cards) == expected["begin"], name
        for key in ("tel", "email", "adr", "photo"):
            assert sum(len(c.all(key.upper())) for c in cards) == expected[key], (name, key)
        grouped = sum(1 for c in cards for p in c.properties if p.group)
        assert grouped == expected["groups"], name


def test_agrees_with_jcard(shared: Path) -> None:
    """The answers of another reader (jCard, RFC 7095) for single text values."""
    for path in sorted((shared / "data/vcard/icaljs").glob("*.json")):
        found = one(path.with_suffix(".vcf").read_bytes())
        for name, _, kind, *values in json.loads(path.read_text(encoding="utf-8"))[1]:
            if kind == "text" and len(values) == 1 and isinstance(values[0], str):
                ours = [unescape(p.value) for p in found.all(name.upper())]
                if name not in {"tel", "agent", "label"}:  # escaped differently on purpose
                    assert values[0] in ours or values[0].replace("\\", "") in ours, (path, name)


def test_random_damage_never_hurts(shared: Path) -> None:
    randomly = random.Random(11)
    files = [path.read_bytes() for path in sorted((shared / "data").glob("**/*.vcf"))]
    start = time.monotonic()
    for _ in range(2000):
        data = bytearray(randomly.choice(files))
        for _ in range(randomly.randint(0, 6)):
            data[randomly.randrange(len(data))] = randomly.randrange(256)
        try:
            for item in read_cards(bytes(data[: randomly.randint(1, len(data))])):
                for p in (
                    item.card.properties if isinstance(item, DamagedCard) and item.card else ()
                ):
                    binary(p)
        except FileRefused:
            pass
    assert time.monotonic() - start < 60


def test_memory_stays_flat(tmp_path: Path) -> None:
    path = tmp_path / "many.vcf"
    path.write_bytes(card("N:Müller;Anna;;;", "FN:Anna Müller", "TEL;TYPE=CELL:+49 1") * 20_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_cards(path)) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()

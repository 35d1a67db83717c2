"""Ways to reach somebody, in disguise too; numbers for help, and cases and addresses that are none."""

from __future__ import annotations

import pytest

from groups.safety import scan

DISGUISED = [
    "four one five, five five five, oh one two two",
    "cinco cinco cinco cinco uno dos cero uno tres cuatro",
    "４１５ ５５５ ０１２６",
    "4.1.5.5.5.5.0.1.7.3 thats me",
    "my cell is 415 five five five 01 double two",
    "quiet river at gmail dot com",
    "riocallado (arroba) hotmail (punto) com",
    "my insta is quiet_river_22",
    "pagina ejemplo punto com",
    "num: three0five five55 01two3",
    "cel: cuatro15 cinco55 01cuatro2",
    "discord is nightowl#4821",
    "my cashapp is $fernstone",
    "look for fern_stone22 on insta",
    "snapchat ---> fernlight",
    "mail me fernlight@protonmail",
    "arroba rio callado en instagram",
    "seis doce, cinco cincuenta y cinco, cero uno cuarenta y dos",
]


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("f i v e f i v e f i v e 0 1 2 6", True),
        ("5five5 oh1 three 9 you figure it out", True),
        ("heres my moms landline in case mine is off 555 0106", True),
        ("the case is 555 0106 at the court", False),
        ("ring me tmrw morning if the court thing goes bad, 5550171", True),
        ("fivve fivve fivve zerro onne sevven threee", True),
        ("55x5555x01x95, quitale la x", True),
        ("٢١٣ ٥٥٥ ٠١٤٧ thats me", True),
        ("S5S-OlO4 read the letters as numbers", True),
        ("el numerito es 6OO OO OO I7", True),
        ("91 000 00 14 fijo de casa", True),
        ("call me at $555 234 9876", True),
        ("my number: €5552349876", True),
        ("text me 555 234 9876 dollars", True),
        ("he owes $5552349876 by now", False),
        ("the film had 5552349 views", False),
        ("our cat comes in at 5ish, 5l of soup, 2oz of milk", False),
        ("threee cheers and one for her, seven of us", False),
        ("si hay una emergencia marca 112 o 911 segun donde estes", False),
    ],
)
def test_numbers_in_disguise_and_numbers_for_help(text: str, is_number: bool) -> None:
    assert ("contact" in {finding.kind for finding in scan(text)}) == is_number


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("q u i e t @ e x a m p l e . c o m", True),
        ("q u i e t . c o m is mine", True),
        ("quiet\\@example\\.net without the slashes", True),
        ("quiet{a}example{d}com", True),
        ("snap nightjar.zz", True),
        ("im on threads, as marigold.writes", True),
        ("my signal user is quiet-river", True),
        ("signal, nogal punto 18", True),
        ("i left instagram. best thing i did", False),
        ("instagram is over-rated", False),
        ("a b c . d e f", False),
    ],
)
def test_names_and_addresses_in_disguise(text: str, reaches: bool) -> None:
    assert ("contact" in {finding.kind for finding in scan(text)}) == reaches


@pytest.mark.parametrize("text", DISGUISED)
def test_a_way_to_reach_her_is_seen_in_disguise(text: str) -> None:
    assert "contact" in {finding.kind for finding in scan(text)}


@pytest.mark.parametrize(
    "text",
    [
        "2one2 fivefivefive 0one4four txt not call",
        "cincuentaycinco 5555 0164",
        "mail it to P.O. Box 2214 Millbrook",
        "t . me / harbor_lights",
        "chat[.]example[.]net is where we are",
        "sandy_creek9 — that's me on instagram",
        "look me up as sandy_creek9 on ig",
        "come to 14 rosewood drive, back entrance",
    ],
)
def test_a_way_of_contact_in_disguise_is_seen(text: str) -> None:
    assert "contact" in {one.kind for one in scan(text)}


@pytest.mark.parametrize(
    "text",
    [
        "double five five, zero one, double six",
        "two fives, three sixes, 0142",
        "f1ve f1ve f1ve 0ne tw0 tw0 s1x",
        "oh double seven double oh nine hundred one two three",
        "area code is seven one three n the rest 5550181",
        "empieza con 477, sigue 555 y acaba en 0131",
        "6️⃣5️⃣5️⃣0️⃣1️⃣4️⃣4️⃣2️⃣7️⃣ ahí",
        "dios te bendiga, el 7555 0136",
        "ES91 2100 0418 4502 0005 1332 mi cuenta",
        "acct 000123456789 routing 021000021",
        "daisy.chain@ the usual google one",
        "lunita guion bajo 5 en yahoo punto es",
        "reddit? u/throwaway_marigold",
        "1nst4: s0ft.r3bel",
        "add me, SaltyPancake41 on xbox",
        "example . com / roses",
        "vaki.example/rosalba-empieza",
        "its Flat 4, 81 Cobbler's Yard",
        "pasaje los alerces cuarenta y dos, casa de reja verde",
        "de la panadería 200 metros al sur, casa 11",
        "Av. Los Ceibos 1580, timbre 4B",
        "po box one one two, fairhaven",
    ],
)
def test_a_stranger_s_way_to_be_reached_is_seen(text: str) -> None:
    assert "contact" in {one.kind for one in scan(text)}


@pytest.mark.parametrize(
    "text",
    [
        "he got 25 years in a federal place",
        "it took 3 hours down the main street",
        "i was 16 with no papers",
        "caminé la calle entera 3 veces",
        "bienvenid@s l@s que llegaron hoy",
        "psalm 34:18 carried me, then 91:1-4",
        "a two bedroom apartment, 3 years of waiting",
    ],
)
def test_counting_and_walking_give_no_address(text: str) -> None:
    assert "contact" not in {one.kind for one in scan(text)}

"""Reports that mean harm: whatever a field can hold, it holds what would run, load, frame, style or mislead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import insert, update

from isnad.ledger.database import Ledger
from isnad.ledger.identity import identifier
from isnad.ledger.prepare import prepare
from isnad.ledger.revisions import last_revision
from isnad.ledger.schema import awaited_change, dispute, keepable, story
from isnad.ledger.write import keep
from isnad.record import (
    Actor,
    Awaited,
    Event,
    EventType,
    Kind,
    Mention,
    Occasion,
    Place,
    Quantity,
    Record,
    Report,
    Statement,
)
from isnad.sources import RawReport

CALL = "window.__harm&&__harm(1)"
"""What runs if anything does: a page that is watched gives it a meaning."""
OUTSIDE = "http://leak.example"
"""Where everything leads that would leave the machine."""
PRODUCT = "5332114"
"""What 1234 times 4321 is: no answer has it, unless somebody worked it out."""
OVERRIDES = "\u202e\u202d\u202a\u202b\u2066\u2067\u2068"

MARKUP = (
    f"<script>{CALL}</script>", f"</script><script>{CALL}</script>", f"<img src=x onerror={CALL}>",
    f'"><img src={OUTSIDE}/i onerror="{CALL}">', f"'><svg onload='{CALL}'><animate onbegin={CALL}>",
    f"\" onmouseover=\"{CALL}\" autofocus onfocus=\"{CALL}\" x=\"", f"' onclick='{CALL}' style='position:fixed;inset:0",
    f"<style>@import url({OUTSIDE}/s.css);*{{display:none}}</style>", f'<link rel="stylesheet" href="{OUTSIDE}/l.css">',
    f'<base href="{OUTSIDE}/">', f'<meta http-equiv="refresh" content="0;url={OUTSIDE}/m">',
    f'<iframe srcdoc="<script>{CALL}</script>"></iframe>', f'<object data="{OUTSIDE}/o"></object>',
    f'<embed src={OUTSIDE}/e>', f'<form action="{OUTSIDE}/f"><button>بحث</button></form>',
    f'<a href="javascript:{CALL}" ping="{OUTSIDE}/p">هنا</a>', "<isnad-harm>",
    "</textarea></title></noscript><isnad-harm>", "<!--", "-->", "]]>", "<![CDATA[", "<?xml version='1'?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;", "&lt;isnad-harm&gt;", "\\u003cisnad-harm\\u003e",
)
ADDRESSES = (
    f"javascript:{CALL}", f"JaVaScRiPt:{CALL}", f"java\tscript:{CALL}", f" javascript:{CALL}", f"\x01javascript:{CALL}",
    f"data:text/html,<script>{CALL}</script>", "vbscript:msgbox(1)", "//leak.example/", "/\\leak.example", "file:///etc/passwd",
    "http://one.example/\"onmouseover=\"x", "http://one.example/\r\nset-cookie:harm=1", "http://user:pass@leak.example/",
    "http://", "https://[::1", "ftp://leak.example/", "http://xn--/", "blob:http://leak.example/1", "about:blank#",
)
TEMPLATES = ("{{1234*4321}}", "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}", "${1234*4321}",
             "#{1234*4321}", "<%= 1234*4321 %>", "%(shown)s %s %d %%", "{0.__class__}", "$(id)", "`id`",
             "%0d%0aset-cookie:harm=1")
FORMULAS = (f'=HYPERLINK("{OUTSIDE}/x","هنا")', "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1;1)", "\t=1+1", "\r=1+1",
            "＝1+1", " =1+1", '"=1+1', "';=1+1")
DECEITS = (f"قال {OVERRIDES}إن الخبر مقلوب", "\u200bصفر\u200c\u200d\u2060العرض\ufeff", "\x00عدم\x07جرس\x1b[31mلون",
           "\ufffe\uffff\U0010ffff", "ي" + "\u0651\u064e\u0670" * 400, "ﷺ" * 40, "\n\n\n\u2028\u2029\x85\v\f",
           "كلمة" * 1_500, "W" * 6_000, "👩‍👩‍👧‍👦" * 50)
LONE = ("\ud800", "نص\udfffمقطوع")
"""What only Python can hold."""
HARMS = tuple(keepable(harm) for harm in (*MARKUP, *ADDRESSES, *TEMPLATES, *FORMULAS, *DECEITS))
KINDS: tuple[Kind, ...] = ("person", "organisation", "country", "group")
TYPES: tuple[EventType, ...] = ("CONSULT", "ASSAULT", "REQUEST", "ACCUSE", "MOBILIZE", "PROTEST", "RETREAT", "AID")
DEPTH = 40
"""How deep the deepest statement lies in others."""


@dataclass
class Text:
    """A text in the making."""

    made: str
    said: list[tuple[str, tuple[int, int]]] = field(default_factory=list)

    def add(self, piece: str, after: str = " ") -> tuple[int, int]:
        """Put something at its end: where it lies."""
        start = len(self.made)
        self.made += piece + after
        return start, start + len(piece)


def report(number: int = 1, headline: str = f"{MARKUP[3]} {OVERRIDES}{TEMPLATES[0]}") -> tuple[RawReport, Record]:
    """A report in which every field means harm, with each harm as a statement's words, an event's, an actor's name and
    role, a place, and what is awaited; the last statements lie within each other."""
    text = Text(f"{headline}\n\n")
    actors = [Actor(id=f"a{n}", name=harm, kind=KINDS[n % 4], country=("RUS", harm[:8], None)[n % 3],
                    sector="GOV", role=HARMS[-n]) for n, harm in enumerate(HARMS, 1)]
    statements, events, awaited = [], [], []
    for n, (actor, harm) in enumerate(zip(actors, HARMS, strict=True), 1):
        cue, content, after = text.add("قال"), text.add(harm), text.add("هاجم", f" {harm}\n")
        other = actors[n % len(actors)].id
        statements.append(Statement(id=f"s{n}", speaker=actor.id, cue=cue, content=[content], form="direct",
                                    act="accuse", addressee=other, occasion=Occasion(kind="post", span=cue),
                                    rule=harm))
        events.append(Event(id=f"e{n}", type=TYPES[n % 8], trigger=after, actors=[actor.id], recipients=[other],
                            contexts=["military"], status="future", within=f"s{n}", rule=harm,
                            start="2022-01-24", end="2022-01-25",
                            place=Place(span=content, name=harm, country=harm[:8], latitude=n / 2, longitude=-n),
                            quantities=[Quantity(kind="killed", count=n, span=after)]))
        awaited.append(Awaited(id=f"w{n}", from_=actor.id, to=other, what=content, due="2022-02-01", basis=f"s{n}"))
        actors[n - 1] = actor.model_copy(update={"mentions": [Mention(start=content[0], end=content[1], form="name")]})
    statements += _nested(text, len(HARMS))
    about = Report(id=f"harm{number}", url=ADDRESSES[number % len(ADDRESSES)], publisher=HARMS[number % len(HARMS)],
                   agencies=list(HARMS[:12]), byline=MARKUP[2], place=MARKUP[5], published="2022-01-24",
                   headline=headline, text=text.made)
    raw = RawReport(text=text.made[len(headline) + 2:], headline=headline, id=f"harm{number}", published="2022-01-24",
                    publisher=about.publisher, byline=about.byline, url=about.url,
                    captured="2022-01-24T10:00:00Z", published_at="2022-01-24T09:00:00+03:00")
    return raw, Record(report=about, actors=actors, statements=statements, events=events, awaited=awaited)


def _nested(text: Text, used: int) -> Iterator[Statement]:
    """Statements within each other, each longer than the one in it."""
    cues = [text.add("قال") for _ in range(DEPTH)]
    end = text.add(MARKUP[0])[1]
    for n, cue in enumerate(cues, 1):
        yield Statement(id=f"s{used + n}", speaker="a1", cue=cue, content=[(cue[1], end)], form="indirect", act="say",
                        within=f"s{used + n - 1}" if n > 1 else None, rule="nested")


def crowded(marks: int = 10_000) -> tuple[RawReport, Record]:
    """A report with so many marks: a tenth of them statements' cues, as many their contents and events' triggers, and
    seven tenths mentions, which lie in both."""
    text = Text("عنوان\n\n")
    statements, events, mentions = [], [], []
    for n in range(marks // 10):
        cue, words, deed = text.add("قال"), [text.add(f"كلمة{n}") for _ in range(7)], text.add("هاجم", ".\n")
        statements.append(Statement(id=f"s{n}", speaker="a1", cue=cue, content=[(words[0][0], deed[1])],
                                    form="indirect", act="say", rule="crowd"))
        events.append(Event(id=f"e{n}", type="ASSAULT", trigger=deed, actors=["a1"], within=f"s{n}", rule="crowd"))
        mentions += [Mention(start=start, end=end, form="name") for start, end in words]
    about = Report(id="crowd", url="https://one.example/crowd", publisher="المرصد", published="2022-01-24",
                   headline="عنوان", text=text.made)
    raw = RawReport(text=text.made[7:], headline="عنوان", published="2022-01-24", publisher="المرصد", url=about.url)
    actors = [Actor(id="a1", name="سالم الحارثي", kind="person", mentions=mentions)]
    return raw, Record(report=about, actors=actors, statements=statements, events=events)


def take_in(ledger: Ledger) -> dict[str, str]:
    """Harmful reports in a ledger: two of one wire, the second in two versions, and a dispute. Gives an identifier of
    each kind by its first letter."""
    for number, headline in ((1, None), (2, None), (2, f"{MARKUP[0]} {ADDRESSES[0]}")):
        raw, record = report(number, headline) if headline else report(number)
        prepared = prepare(raw, record, published=None, source=MARKUP[2])
        keep(ledger, prepared)
    one, other = (each.row["id"] for each in prepared.statements[:2])
    owed = prepared.awaited[0].row["id"]
    made = identifier("d", one, other)
    with ledger.write() as db:
        number = last_revision(db)
        db.execute(update(story).values(title=f"{MARKUP[1]} {TEMPLATES[0]}"))
        db.execute(insert(dispute).values(
            id=made, kind="claim-opposite", one_id=one, other_id=other, day="2022-01-24", sure=True,
            settled="confirmed", by=MARKUP[2], rule=MARKUP[3], why=MARKUP[4], appeared=number, touched=number))
        db.execute(insert(awaited_change).values(
            id="c" + owed[1:], awaited_id=owed, state="answered", sure=False, by=MARKUP[2], evidence_id=one,
            day="2022-01-24", report_id=prepared.report["id"], start=0, end=9, rule=MARKUP[3], why=MARKUP[4],
            moment="2022-01-24T10:00:00.000000Z"))
        told = db.execute(story.select()).first()
    return {"r": prepared.report["id"], "s": one, "e": prepared.events[3].row["id"], "w": owed, "d": made,
            "t": told.id if told else "", "n": prepared.statements[-1].row["id"]}

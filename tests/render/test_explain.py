"""A reading explained: what stands where, by which rule, from which row."""

from __future__ import annotations

from datetime import date

from isnad.languages.lexicon import Entry
from isnad.reading.actors import Cast
from isnad.reading.drafts import (
    ActorDraft,
    AwaitedDraft,
    DateDraft,
    Dateline,
    EventDraft,
    FurnitureDraft,
    MentionDraft,
    Source,
    StatementDraft,
)
from isnad.reading.page import page
from isnad.reading.reader import Reader, Reading
from isnad.render import explain
from isnad.render.style import FSI, PDI


def test_every_item_has_its_text_its_rule_and_its_rows() -> None:
    whole = page("عنوان", "قال بدر أمس إن الوفد وصل. (تستمر)", Reader().lexicon)
    listed, said = Entry("name", "بدر", "names.tsv", 9), Entry("cue", "قال", "reporting.tsv", 3)
    cast = Cast(whole)
    actor = ActorDraft("بدر", "person", country="OMN")
    actor.mentions.append(MentionDraft(2, 3, "name", actor, rule="lone-name", entries=(listed,)))
    cast.actors.append(actor)
    statement = StatementDraft(actor, (7, 10), [(19, 31)], "indirect", "say", "after", 1, entries=(said, said))
    event = EventDraft("CONSULT", (28, 31), 6, [actor], [actor], "future", "frame", mode="visit", within=statement,
                       first=date(2022, 1, 24), last=date(2022, 1, 24), entries=(Entry("frame", "وصل", "e.tsv", 7),))
    reading = Reading(
        source=Source(), headline="عنوان", page=whole, cast=cast, statements=[statement],
        dateline=Dateline(items=[FurnitureDraft("continues", 8, 11, "mark")]),
        events=[event], awaited=[AwaitedDraft(actor, None, (22, 31), event, date(2022, 2, 1))],
        dates=[DateDraft(3, 4, None, None, "day", "word")],
    )
    assert explain(reading).replace(FSI, "").replace(PDI, "") == """\
عنوان

STATEMENTS (1)
  s1  بدر says, indirect, cue قال  rule after
      إن الوفد وصل
      languages/ar/reporting.tsv:3  cue قال

EVENTS (1)
  e1  CONSULT, visit, to come, 2022-01-24: بدر → بدر  rule frame
      وصل
      languages/ar/e.tsv:7  frame وصل

AWAITED (1)
  w1  from بدر, by 2022-02-01, rests on e1  rule frame
      الوفد وصل
      languages/ar/e.tsv:7  frame وصل

ACTORS (1)
  بدر, person, OMN, -
    name  rule lone-name
      بدر
      languages/ar/names.tsv:9  name بدر

DATES (1)
  not resolved, day  rule word
      أمس

NOT THE STORY (1)
  to be continued  rule mark
      (تستمر)
"""

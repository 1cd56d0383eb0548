"""Does reading time grow with the length of a text, and no faster? On ordinary and on hostile text.

Usage: linear.py [--words N] [--check]

Reads each text at four lengths, each double the last, and prints microseconds a word. With --check it leaves with 1
where the longest costs more than 1.6 times as much a word as the shortest (a quadratic reader would need 8 times).
"""

from __future__ import annotations

import argparse
import sys
import time

from isnad.reading.reader import Reader

TEXTS = {
    "a report over and over": "قال وزير الخارجية العماني بدر البوسعيدي، اليوم الاثنين، إن المحادثات مستمرة في مسقط، "
                              "مشيرا إلى أن الوفد الروسي أكد أنه \"سيعود غدا\". وأضاف أن بلاده تنتظر ردا. (تستمر)\n\n",
    "the same on one line": "قال الوزير إن الوفد وصل أمس، وأضاف أنه \"سيعود غدا\"، ",
    "one word": "قال ",
    "one unknown word": "كحسطو ",
    "one name": "محمد ",
    "statements within statements": "وقال إن سعيدا أكد أن بدرا ",
    "quotation marks": "\" ",
    "opening marks": "« ",
    "marks around words": "«قال» ",
    "unclosed marks before words": "«قال ",
    "brackets": "(قال ",
    "stops": "قال. ",
    "commas": "قال، ",
    "dates": "24 يناير 2022 ",
    "months": "كانون الثاني / ",
    "lines": "قال\n",
    "nothing but verbs of force": "قصف هاجم قتل التقى زار ",
    "joined verbs": "وقصف وهاجم وقتل والتقى وزار ",
    "nothing but nouns of force": "هجوم على قصف مقتل زيارة ",
    "coordinated actors": "ووزير الخارجية المصري والرئيس الفرنسي ",
    "deeds told by statements": "طالب الوزير روسيا بالانسحاب اليوم وينتظر ردا من الحلف. ",
    "deeds and dates": "هاجم الجيش أمس الاثنين اليوم ",
    "datelines": "رويترز - ",
    "stamp lines": "نشر: 5 مايو 2020\n",
    "prompts": "اقرأ أيضا\nخبر\n",
    "hashtags": "#وسم ",
    "right-to-left overrides": "\u202eقال ",
}
LENGTHS = (1, 2, 4, 8)
BOUND = 1.6


def costs(reader: Reader, piece: str, least: int) -> list[float]:
    """What a word costs the processor in a text of each length, microseconds: the best of five rounds, in each of which
    all lengths have their turn, so that what else the machine does falls on all alike."""
    size = len(piece.split())
    best = [float("inf")] * len(LENGTHS)
    for _ in range(5):
        for at, length in enumerate(LENGTHS):
            text = piece * (least * length // size)
            start = time.process_time()
            reader.read(text, published="2022-01-24")
            best[at] = min(best[at], (time.process_time() - start) / (least * length) * 1e6)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--words", type=int, default=3_000, help="words in the shortest text")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    reader = Reader()
    heads = "".join(f"{args.words * length:>10,}" for length in LENGTHS)
    sys.stdout.write(f"{'microseconds a word at words:':32}{heads}   longest to shortest\n")
    worst = 0.0
    for name, piece in TEXTS.items():
        told = costs(reader, piece, args.words)
        growth = told[-1] / told[0]
        worst = max(worst, growth)
        sys.stdout.write(f"{name:32}" + "".join(f"{cost:10.1f}" for cost in told) + f"   {growth:.2f}\n")
        sys.stdout.flush()
    if args.check and worst > BOUND:
        sys.exit(f"not linear: {worst:.2f} times the time a word at {LENGTHS[-1]} times the length")


if __name__ == "__main__":
    main()

"""Makes resources/words/en.txt: everyday English words, most frequent first.

Counted in the conversations of Topical-Chat (Amazon, CDLA-Sharing 1.0; results computed from the data are not bound
by that licence). A word is kept if it occurs at least six times away from sentence starts and is written with a small
letter in nine of ten of those places, so names of people and places stay out.

    python packaging/make_words.py valid_freq.json valid_rare.json test_freq.json test_rare.json > en.txt
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

WORD = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Za-z][a-z]*(?:['’][a-z]+)?\b")
N_SEEN, LOWER_SHARE = 6, 0.9


def main(paths: list[str]) -> None:
    """Count the files and print the list."""
    small: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for path in paths:
        for conversation in json.loads(Path(path).read_text(encoding="utf-8")).values():
            for turn in conversation["content"]:
                for word in WORD.findall(turn["message"]):
                    plain = word.lower().replace("’", "'")
                    seen[plain] += 1
                    small[plain] += word[0].islower()
    print("# Everyday English words, most frequent first; made by packaging/make_words.py from Topical-Chat")
    for word, n in seen.most_common():
        if n >= N_SEEN and small[word] >= LOWER_SHARE * n:
            print(word)


if __name__ == "__main__":
    main(sys.argv[1:])

"""What people are called who are saved by another form of their name: Bob for Robert, Peggy for Margaret; English ones.

The pairs are those of the library nicknames, curated by hand from genealogy.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from nicknames import NickNamer

from engine.voice.vocabulary import listed

#: Shorter ones are in many words and languages.
_SHORTEST: Final = 3
#: Nicknames that are mostly other words, in English or another language people write.
_OTHER_WORDS: Final = listed(
    "ada ado aga amos ance ant app appy ara ash bat bias birdie brandy cage cali candy char chat chick chuck clay "
    "clement coco cole con conny cora court crate creasy dal del dell delta dice dicey dick dicky dime dob dobbin "
    "dolly don duty early earnest ella ember fal falcon fall farmboy fate fie flick gay gee glory gory gum gussy ham "
    "hap haps hardy herb hip hob hobby hodge hopp hub indie jap jock junior kill kissy lan lana lea lee left les lib "
    "lil link lolly lon mac mack mal mala mana manda margarita marge mat mel mellow mercy mick midge mimi mina minty "
    "mira missy mock mona mort moss nada nan nana nap nappy natale natty net newton nib nibby non ode ola omi one ona "
    "ora orlando pate patty pip pokey pres prue rea red ree reg relief ren riche rod roz rube rusty sal sally salmon "
    "savanna see seme sha sherry sig silence sina sion sis sly smith sol sonny squat sully tabby tad tal teddy teeny "
    "telly tempy tensey than thursa thursday tick tiff tish tory trannie trix van vest vester vet vin vina vino von "
    "wash wen west win wood woody zed"
)


def others(part: str) -> frozenset[str]:
    """Other forms of a given name, folded: what it is made short to, or, where it is never made shorter, what it may be
    short for. (Anna may be short for Hannah, but is a name of its own.)
    """
    found = _names().nicknames_of(part) or _names().canonicals_of(part)
    return frozenset(one for one in found if len(one) >= _SHORTEST and one.isalpha() and one not in _OTHER_WORDS)


@cache
def _names() -> NickNamer:
    return NickNamer()

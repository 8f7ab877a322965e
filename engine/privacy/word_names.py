"""Names that are everyday words as well, where the list of everyday words does not have them."""

from __future__ import annotations

from typing import Final

from engine.voice.vocabulary import listed

#: Folded, in English, German, Spanish, Portuguese, French and Italian; written by hand.
ALSO_WORDS: Final = listed(
    "mark bill rose grace faith joy art robin sandy sue pat drew chase hunter autumn dawn eve ivy olive daisy "
    "amber jade ruby pearl crystal melody harmony king prince duke baker brown black white green grey gray stone "
    "church bishop pope bell lane park street west north east south nick skip jack frank penny ginger rusty sky "
    "skye star angel violet iris heather holly basil sage page price day knight wolf fox bird fish banks brook "
    "brooks woods rice berry cherry moon snow frost marsh gold silver steel iron rock sharp wise swift case "
    "chance cash major shepherd fisher archer butler mason grant lance miles norm rich rob peg dot ray buck cliff "
    "dale glen heath reed rush wade ward york dean earl gene lily poppy hazel fern honey bliss precious destiny "
    "journey paris london china india georgia brooklyn jordan turkey love power powers gates moody noble young "
    "golden little small bright lucky happy sunny merry carol storm klein gross lang kurz jung alt schwarz weiss "
    "braun grun frei reich stark schon gut neu lieb ernst rosa herz sommer herbst fuchs hahn konig kaiser engel "
    "stein berg bach koch bauer vogel kraft ritter richter kern lamm hase zahn arzt sol mar luz paz flor blanca "
    "blanco clara claro linda lindo dulce esperanza consuelo dolores pilar alba estrella luna reina rey cruz "
    "flores rios campos prado torres castillo iglesias moreno rubio bueno bravo franco santos reyes casas fuentes "
    "vega nieves soledad gloria victoria vitoria graca branco leite costa rocha pinto coelho serra neves claire "
    "clair blanche fleur marine petit grand legrand roux blanc brun noir roy loup marin jolie belle aimee bianca "
    "bianco rossi russo ricci costanza fiore viola marino grassi conti serena felice christmas kiss"
)

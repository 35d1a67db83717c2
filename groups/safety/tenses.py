"""Words that can only tell of the past, known by how they end or by a list."""

from __future__ import annotations

PAST, IMPERFECT, PRETERITE = "{past}", "{imp}", "{pret}"
TENSES = (PAST, IMPERFECT, PRETERITE)
_ENGLISH = frozenset(
    "was were had did went came got took gave said told made knew thought found left kept held "
    "brought bought sold ran began became felt heard saw met paid sent spent stood swore threw "
    "woke won wrote broke chose drove fell forgave forgot froze hid lost rode sang slept spoke "
    "stole taught wore beat bit bled blew built caught dealt drank drew ate fed fought flew grew "
    "hung led lent lied meant raped shook shot slid sought stuck struck swam swept tore".split()
)
_NOT_PAST = frozenset(
    "need indeed speed exceed proceed breed bleed agreed hundred sacred naked wicked hatred "
    "kindred seaweed succeed married".split()
)
_IMPERFECTS = frozenset(
    "decia decian tenia tenian vivia vivian viviamos sabia sabian podia podian podiamos "
    "salia salian debia debian dormia dormian dormiamos creia creian venia venian ponia ponian "
    "metia metian sentia sentian pedia pedian comia comian bebia volvia volvian escribia "
    "escribian leia reia reian oia veia veian traia traian mentia seguia seguian perseguia "
    "prohibia escondia escondian vendia vendian permitia exigia exigian ofrecia ofrecian prometia "
    "prometian existia conocia conocian servia perdia recibia insistia parecia convencia obedecia "
    "conseguia conseguian "
    "hacian haciamos teniamos saliamos eran eramos iban ibamos era".split()
)
# Preterites that are no present of anybody, as people write them: without accents.
_PRETERITES = frozenset(
    "dijo dije dijimos hizo hice hicimos quiso quise puso puse trajo traje tuvo tuve tuvimos "
    "estuvo estuve estuvimos supo supe pudo pude vino vine fui fue fuimos dio vio anduvo anduve "
    "pidio prometio ofrecio conocio metio salio escribio rompio mordio abrio recibio sirvio "
    "siguio sucedio vendio perdio mintio murio nacio crecio decidio permitio prohibio escondio "
    "golpeo amenazo encerro obligo engano convencio vivio subio estrangulo acompano "
    "conoci vivi crei segui corri aprendi creci sobrevivi recibi servi sufri conocimos vivimos hui huyo "
    "encontro empezo comenzo cerro conto mostro acosto rogo desperto forzo quebro solto nego "
    "consiguio persiguio cubrio descubrio sintio insistio existio resistio asistio convirtio "
    "eligio exigio dirigio cayo leyo creyo destruyo aparecio desaparecio parecio obedecio "
    "defendio entendio atendio prendio aprendio sorprendio comprendio corrio ocurrio bebio comio "
    "cometio durmio despidio impidio vistio hirio prefirio sufrio valio dolio violo".split()
)
_NOT_IMPERFECT = frozenset(
    "acaba acaban acabamos traba traban graba graban alaba guayaba caba haba".split()
)
_IMPERFECT_ENDINGS = ("aba", "aban", "abamos")
_PRETERITE_ENDINGS = ("aron", "ieron", "jeron", "yeron")
_SHORTEST = 5


def tense_of(form: str) -> str | None:
    """The past tense a folded word stands in, None when it may as well be now."""
    if form in _ENGLISH:
        return PAST
    if form in _IMPERFECTS:
        return IMPERFECT
    if form in _PRETERITES:
        return PRETERITE
    if len(form) < _SHORTEST:
        return None
    if form.endswith("ed") and form not in _NOT_PAST:
        return PAST
    if form.endswith(_IMPERFECT_ENDINGS) and form not in _NOT_IMPERFECT:
        return IMPERFECT
    return PRETERITE if form.endswith(_PRETERITE_ENDINGS) else None

"""The learned lexicon: which words of one language stand for which of another, learned from what the site says twice.

    seeds        pairs that are on every installation: catalogues, CLDR names, the thesaurus
    sentences    which sentence of a section translates which of its other language
    words        which word translates which (a model of IBM's, in numpy)
    letters      how a script writes the sounds of Latin names, learned from CLDR
    names        what is written in the site's texts and may be a name, findable by its sound
    learning     the verb: `learn()`
    refusing     editors take pairs away

How it works and what each part adds: docs/search.md, "Across languages".
"""

"""In which direction a language is written."""

#: Languages and scripts that are written from right to left, by their subtags in BCP 47: those that Unicode's CLDR
#: lists with `characterOrder` right-to-left, and the scripts of Unicode that have this direction.
RIGHT_TO_LEFT = {
    *("ar", "arc", "ckb", "dv", "fa", "glk", "he", "ks", "lrc", "mzn", "nqo", "pnb", "ps", "sd", "sdh", "syr", "ug"),
    *("ur", "yi", "adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi"),
}


def direction(language: str) -> str:
    """`rtl` or `ltr` for a language tag such as `ar`, `az-Arab` or `fa_IR`; a script in it goes before the language."""
    primary, *more = language.lower().replace("_", "-").split("-")
    scripts = [subtag for subtag in more if len(subtag) == 4 and subtag.isalpha()]
    return "rtl" if (scripts or [primary])[0] in RIGHT_TO_LEFT else "ltr"

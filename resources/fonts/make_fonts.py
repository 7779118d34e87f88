#!/usr/bin/python3
"""Makes the fonts that the window carries, from the fonts that the distribution has.

Qt 6.4 cannot switch OpenType features on (QFont::setFeature is 6.7), so the tabular figures of Inter are made its
plain figures: the digits' code points are pointed at what the feature `tnum` would put there. Alternates and ligatures
are dropped as well: text from reports has to look as it is written, "->" must not become an arrow.

The outlines become TrueType's: Qt draws CFF outlines with stem darkening, which makes regular look like medium.

The fonts are under the OFL 1.1, which allows this under another name.
"""
import argparse
import logging
import pathlib

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

KEPT_FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl"]
INTER_FACES = {"Regular": 400, "Medium": 500, "SemiBold": 600}
FAMILY = "Parapet Sans"
MAX_CURVE_ERROR = 1.0
ROUNDING = 4  # units of 2816 to the em by which the twins of one face differ


def single_substitutions(font, tag):
    """What the feature `tag` replaces, one glyph by one glyph."""
    table = font["GSUB"].table
    found = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != tag:
            continue
        for index in record.Feature.LookupListIndex:
            for sub in table.LookupList.Lookup[index].SubTable:
                sub = getattr(sub, "ExtSubTable", sub)
                found.update(getattr(sub, "mapping", {}))
    return found


def freeze_tabular_digits(font):
    twins = single_substitutions(font, "tnum")
    for table in font["cmap"].tables:
        if not table.isUnicode():
            continue
        for code in range(ord("0"), ord("9") + 1):
            plain = table.cmap.get(code)
            if plain in twins:
                table.cmap[code] = twins[plain]
    digits = [font.getBestCmap()[c] for c in range(ord("0"), ord("9") + 1)]
    widest = max(font["hmtx"][name][0] for name in digits)
    for name in digits:
        width, bearing = font["hmtx"][name]
        if widest - width > ROUNDING:
            raise SystemExit(f"{name} is {width} wide, the widest digit {widest}: these are not tabular")
        font["hmtx"][name] = (widest, bearing)


def to_truetype(font):
    """Quadratic curves instead of cubic ones, off by at most one unit of 2816 to the em."""
    glyphs = font.getGlyphSet()
    table = newTable("glyf")
    table.glyphOrder = font.getGlyphOrder()
    table.glyphs = {}
    for name in table.glyphOrder:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, MAX_CURVE_ERROR, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
                  "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours",
                  "maxCompositePoints", "maxCompositeContours", "maxComponentDepth"):
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    post = font["post"]
    post.formatType = 3.0  # no names of glyphs
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    font.sfntVersion = "\000\001\000\000"


def rename(font, family, style, weight):
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in (0, 5, 9, 11, 13, 14)]
    legacy = family if style == "Regular" else f"{family} {style}"
    for name_id, text in ((1, legacy), (2, "Regular"), (3, f"{family} {style}"), (4, f"{family} {style}"),
                          (6, f"{family.replace(' ', '')}-{style}"), (16, family), (17, style)):
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def slim(font):
    options = subset.Options()
    options.layout_features = KEPT_FEATURES
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.hinting = True
    options.glyph_names = False
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(font.getBestCmap()))
    cutter.subset(font)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inter", type=pathlib.Path, required=True, help="folder of Inter-*.otf")
    parser.add_argument("--jetbrains", type=pathlib.Path, required=True, help="folder of JetBrainsMono-*.ttf")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    args.out.mkdir(parents=True, exist_ok=True)
    for style, weight in INTER_FACES.items():
        font = TTFont(args.inter / f"Inter-{style}.otf", recalcTimestamp=False)
        freeze_tabular_digits(font)
        rename(font, FAMILY, style, weight)
        slim(font)
        to_truetype(font)
        font.save(args.out / f"ParapetSans-{style}.ttf")
    mono = TTFont(args.jetbrains / "JetBrainsMono-Regular.ttf", recalcTimestamp=False)
    slim(mono)
    mono.save(args.out / "JetBrainsMono-Regular.ttf")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes the compact tables of resources/ from the official files: ids, titles, baselines and mappings only.

usage: make_tables.py COMPLIANCE_CORPUS

Reads NIST's OSCAL catalogue and baseline profiles (public domain), MITRE's CWE table and DISA's CCI list; see
SOURCES.md. Run again when a new edition comes out, look at the diff, commit it.
"""
import collections
import csv
import json
import pathlib
import re
import sys

BASELINES = (("L", "LOW"), ("M", "MODERATE"), ("H", "HIGH"))


def label(oscal_id):
    """ac-2.1 -> AC-2(1)"""
    family, rest = oscal_id.split("-", 1)
    number, _, enhancement = rest.partition(".")
    return f"{family.upper()}-{number}" + (f"({enhancement})" if enhancement else "")


def catalogue(root):
    """Returns ({family id: title}, [(oscal id, title, family)] in the catalogue's order, withdrawn ids)."""
    doc = json.loads((root / "oscal/catalogs/NIST_SP-800-53_rev5.0.1_catalog.json").read_text())["catalog"]
    families, controls, withdrawn = {}, [], set()

    def walk(items, family):
        for item in items:
            if any(p["name"] == "status" and p["value"] == "withdrawn" for p in item.get("props", [])):
                withdrawn.add(item["id"])
            else:
                controls.append((item["id"], " ".join(item["title"].split()), family))
            walk(item.get("controls", []), family)

    for group in doc["groups"]:
        family = group["id"].upper()
        families[family] = group["title"]
        walk(group["controls"], family)
    return families, controls, withdrawn


def baseline(root, name):
    doc = json.loads((root / f"oscal/profiles/NIST_SP-800-53_rev5_{name}-baseline_profile.json").read_text())
    assert doc["profile"]["metadata"]["version"].startswith("5.1.1")
    return {i for part in doc["profile"]["imports"] for chosen in part["include-controls"] for i in chosen["with-ids"]}


def lifts(root):
    """Rev 4 ids that Rev 5 withdrew -> where they went (control ids; parts are dropped)."""
    found = collections.defaultdict(list)
    for row in csv.DictReader((root / "mappings/nist_rev5_withdrawn.csv").open()):
        target = row["target"].split("_")[0]
        if "-" not in target:  # a whole family: says nothing
            continue
        if target not in found[row["withdrawn"]]:
            found[row["withdrawn"]].append(target)
    return found


def write(path, comment, rows):
    with path.open("w") as out:
        for line in comment:
            out.write(f"# {line}\n")
        for row in rows:
            out.write("\t".join(row) + "\n")


def cwe_rows(root, active, lifted):
    for row in csv.DictReader((root / "mappings/cwe_nist_800-53r4.csv").open()):
        if not row["oscal_id"]:
            continue
        ids = [row["oscal_id"]] if row["oscal_id"] in active else lifted[row["oscal_id"]]
        yield row["cwe"], " ".join(label(i) for i in ids), "mitre-cwe-r4", "advisory"


def cci_rows(root, active, lifted):
    """Grouped by control, numbers without the CCI- prefix and leading zeros."""
    by_control = collections.defaultdict(set)
    for row in csv.DictReader((root / "mappings/cci_nist.csv").open()):
        if not row["oscal_id"] or row["status"] == "deprecated":
            continue
        number = int(row["cci"].removeprefix("CCI-"))
        for control in [row["oscal_id"]] if row["oscal_id"] in active else lifted.get(row["oscal_id"], []):
            by_control[control].add(number)
    for control in sorted(by_control, key=lambda i: [int(p) if p.isdigit() else p for p in re.split(r"[-.]", i)]):
        if control in active:
            yield label(control), " ".join(map(str, sorted(by_control[control])))


def main():
    root = pathlib.Path(sys.argv[1])
    here = pathlib.Path(__file__).parent
    families, controls, withdrawn = catalogue(root)
    chosen = {letter: baseline(root, name) for letter, name in BASELINES}
    active = {i for i, _, _ in controls}
    assert all(ids <= active for ids in chosen.values())
    lifted = lifts(root)

    rows = [("family", key, title) for key, title in families.items()]
    for oscal_id, title, family in controls:
        levels = "".join(letter for letter, _ in BASELINES if oscal_id in chosen[letter])
        rows.append((label(oscal_id), title, family, levels or "-"))
    write(here / "frameworks/nist-800-53-r5.tsv",
          ["NIST SP 800-53 rev 5: ids and titles of catalogue 5.0.1, baselines of 5.1.1; withdrawn controls left out.",
           "Public domain. Made by resources/make_tables.py. family lines: id, title; control lines: id, title, family,",
           "baselines (L low, M moderate, H high, - none)."], rows)
    write(here / "frameworks/nist-800-53-r5-withdrawn.tsv",
          ["Controls of earlier revisions that rev 5 withdrew, and where they went. Public domain (NIST)."],
          [(label(i), " ".join(label(t) for t in lifted[i])) for i in lifted if i in withdrawn])
    write(here / "mappings/cwe_controls.tsv",
          ["CWE -> NIST SP 800-53 rev 5. Lifted from MITRE's rev 4 table (coarse: advisory, show the source).",
           "cwe, controls, source, confidence"], cwe_rows(root, active, lifted))
    write(here / "mappings/cci_controls.tsv",
          ["DISA CCI -> NIST SP 800-53 rev 5 (public release), grouped: control, numbers of its CCIs."],
          cci_rows(root, active, lifted))


main()

#!/usr/bin/env python3
"""Writes holidays.tsv from the Python package `holidays` (vacanza/holidays, MIT licence, a release every month).

Usage: pip install holidays && python3 generate.py FIRST_YEAR LAST_YEAR > holidays.tsv
One line a holiday: country, day, regions (`*` for the whole country), name in English, name in the country's language.
"""

import sys
from collections import defaultdict

import holidays

COUNTRIES = {
    "AT": ("de", []),
    "CH": ("de", "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH".split()),
    "DE": ("de", "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()),
    "ES": ("es", "AN AR AS CB CE CL CM CN CT EX GA IB MC MD ML NC PV RI VC".split()),
    "FR": ("fr", ["57", "6AE"]),
    "GB": ("en_GB", "ENG NIR SCT WLS".split()),
    "IT": ("it_IT", ["BZ"]),
    "US": ("en_US", []),
}
# Countries whose regions are all listed.
WHOLE = {"CH", "DE", "ES", "GB"}


def days(country, region, language, years):
    """The holidays of a region: day and name; a day with two names is told by both."""
    return holidays.country_holidays(country, subdiv=region, years=years, language=language)


def main(first, last):
    years = range(first, last + 1)
    print("# Made by generate.py from the Python package holidays", holidays.__version__)
    for country, (local, regions) in COUNTRIES.items():
        where = defaultdict(list)
        national = days(country, None, local, years)
        for region in [None, *regions]:
            english = days(country, region, "en_US", years)
            for day, name in days(country, region, local, years).items():
                if region is None or national.get(day) != name:
                    where[(day, english[day], name)].append(region or "*")
        for (day, english, name), found in sorted(where.items()):
            everywhere = "*" in found or (country in WHOLE and set(regions) == set(found))
            print(country, day, "*" if everywhere else ",".join(found), english, name, sep="\t")


main(int(sys.argv[1]), int(sys.argv[2]))

"""How every indicator is computed: one small function per indicator, named by its id.

Each takes the `Basis` and returns a long frame with the columns province and/or division, year (of the
figure, or the last year of its period), value and, where a period needs saying, note. A missing figure has no
row. Formulas are written out for people in data/catalogue/indicators.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from clusterdash.analysis import relatedness, spatial, specialisation

Formula: TypeAlias = "Callable[[Basis], pd.DataFrame]"
Series: TypeAlias = "pd.Series[float]"

FORMULAS: Final[dict[str, Formula]] = {}
LQ_CAP: Final = 5
"""A neighbour's location quotient counts up to here, so that one tiny province does not decide the mean."""
BEFORE, AFTER = (2018, 2020), (2023, 2025)
"""The periods a trend compares: 2020 alone would be a pandemic base. Their centres are five years apart."""
SMALL_SAMPLE_JOBS: Final = 500
"""Added to the jobs under research centres, so that one centre over 22 jobs does not lead the country."""
SMALL_WORKPLACE: Final = 50


@dataclass(frozen=True)
class Basis:
    """What the formulas start from: the tables as frames, by name, and who borders on whom."""

    tables: Mapping[str, pd.DataFrame]
    borders: spatial.Neighbours

    @cached_property
    def year(self) -> int:
        """The latest year of employment by province and division."""
        return int(self.tables["employment"]["year"].max())

    @cached_property
    def insured(self) -> pd.DataFrame:
        """Jobs, provinces × divisions."""
        return self._employment("insured")

    @cached_property
    def workplaces(self) -> pd.DataFrame:
        """Workplaces, provinces × divisions."""
        return self._employment("workplaces")

    @cached_property
    def jobs(self) -> Series:
        """Jobs of each province over all divisions."""
        return self.insured.sum(axis=1)

    @cached_property
    def national_jobs(self) -> Series:
        """Jobs of each division over all provinces."""
        return self.insured.sum(axis=0)

    @cached_property
    def quotient(self) -> pd.DataFrame:
        """Location quotients of jobs, provinces × divisions."""
        return specialisation.location_quotient(self.insured)

    @cached_property
    def distance(self) -> pd.DataFrame:
        """Road kilometres between provinces, NaN on the diagonal."""
        roads = self.tables["road_distances"]
        back = roads.rename(columns={"origin": "destination", "destination": "origin"})
        table = pd.concat([roads, back]).pivot(index="origin", columns="destination", values="kilometres")
        return table.rename_axis("province")

    def population(self, year: int) -> Series:
        return self.of_year("population", year).set_index("province")["population"].astype(float)

    def of_year(self, table: str, year: int) -> pd.DataFrame:
        frame = self.tables[table]
        return frame[frame["year"] == year]

    def latest(self, table: str) -> int:
        return int(self.tables[table]["year"].max())

    def listed(self, table: str) -> int:
        """The year of a list whose rows have none: that of its source."""
        sources = self.tables["source"].set_index("source_id")["year"]
        return int(sources[self.tables[table]["source_id"].iloc[0]])

    def _employment(self, value: str) -> pd.DataFrame:
        rows = self.of_year("employment", self.year)
        return rows.pivot(index="province", columns="division", values=value).astype(float)


def indicator(formula: Formula) -> Formula:
    """Register a formula under its name, which is the indicator's id."""
    FORMULAS[formula.__name__] = formula
    return formula


# --- provinces × divisions ------------------------------------------------------------------------


@indicator
def insured(basis: Basis) -> pd.DataFrame:
    return _long(basis.insured, basis.year)


@indicator
def workplaces(basis: Basis) -> pd.DataFrame:
    return _long(basis.workplaces, basis.year)


@indicator
def employment_share(basis: Basis) -> pd.DataFrame:
    return _long(100 * basis.insured.div(basis.jobs, axis=0), basis.year)


@indicator
def insured_share_of_country(basis: Basis) -> pd.DataFrame:
    return _long(100 * basis.insured / basis.national_jobs, basis.year)


@indicator
def location_quotient(basis: Basis) -> pd.DataFrame:
    return _long(basis.quotient, basis.year)


@indicator
def workplace_location_quotient(basis: Basis) -> pd.DataFrame:
    return _long(specialisation.location_quotient(basis.workplaces), basis.year)


@indicator
def excess_employment(basis: Basis) -> pd.DataFrame:
    return _long(specialisation.excess_employment(basis.insured), basis.year)


@indicator
def average_workplace_size(basis: Basis) -> pd.DataFrame:
    return _long(basis.insured / basis.workplaces.where(basis.workplaces > 0), basis.year)


@indicator
def relatedness_density(basis: Basis) -> pd.DataFrame:
    return _long(100 * relatedness.density(basis.insured), basis.year)


@indicator
def related_labour_pool(basis: Basis) -> pd.DataFrame:
    pool = relatedness.related_pool(basis.insured, relatedness.proximity(basis.insured))
    return _long(100 * pool, basis.year)


@indicator
def neighbour_specialisation(basis: Basis) -> pd.DataFrame:
    return _long(spatial.neighbour_mean(basis.quotient.clip(upper=LQ_CAP), basis.borders), basis.year)


@indicator
def research_centre_density(basis: Basis) -> pd.DataFrame:
    """Missing, not 0, for a division that no label of the register maps to."""
    labels = basis.tables["research_labels"].dropna(subset="division")
    centres = basis.tables["research_centres"].merge(labels[["label", "division"]], on="label")
    counted = centres.groupby(["province", "division"]).size().unstack(fill_value=0)
    counted = counted.reindex(index=basis.insured.index, fill_value=0).reindex(columns=basis.insured.columns)
    return _long(1000 * counted / (basis.insured + SMALL_SAMPLE_JOBS), basis.year)


@indicator
def skills_match(basis: Basis) -> pd.DataFrame:
    return _long(match(_skills_endowment(basis), _skills_need(basis)), basis.year)


@indicator
def labour_cost_match(basis: Basis) -> pd.DataFrame:
    return _long(match(_low_wages(basis), _low_wage_sectors(basis)), basis.year)


@indicator
def trade_access_match(basis: Basis) -> pd.DataFrame:
    return _long(match(_nearness_to_coast(basis), _trade_intensity(basis)), basis.year)


# --- both halves of the matches, as percentiles ---------------------------------------------------


def percentile(values: Series) -> Series:
    """Percentile rank among the figures there are: 0 = lowest, 1 = highest, ½ = the median.

    (mean rank − 1) / (n − 1), so both ends are reached, and equal values share the mean of their ranks. All
    equal, or only one: ½. NaN stays NaN and is not counted.
    """
    spread = values.count() - 1
    return (values.rank(method="average") - 1) / spread if spread else values * 0 + 0.5


def match(endowment: Series, need: Series) -> pd.DataFrame:
    """How well what a province has fits what a division needs: 2(e − ½)(n − ½) + ½, provinces × divisions.

    Takes percentile ranks in 0..1 and returns 0..1: ½ where either side is at the median, 1 where the best
    endowed province meets the division that needs it most, and where the least endowed meets the one that
    needs it least. Endowment times intensity: Ellison & Glaeser (1999), AER 89(2); Romalis (2004), AER 94(1).
    """
    fit = 2 * np.multiply.outer(endowment.to_numpy() - 0.5, need.to_numpy() - 0.5) + 0.5
    return pd.DataFrame(fit, index=endowment.index, columns=need.index)


@indicator
def skills_endowment(basis: Basis) -> pd.DataFrame:
    return _long(100 * _skills_endowment(basis), basis.latest("education"))


@indicator
def skills_need(basis: Basis) -> pd.DataFrame:
    return _long(100 * _skills_need(basis), basis.year)


@indicator
def labour_cost_endowment(basis: Basis) -> pd.DataFrame:
    return _long(100 * _low_wages(basis), basis.latest("province_earnings"))


@indicator
def labour_cost_need(basis: Basis) -> pd.DataFrame:
    return _long(100 * _low_wage_sectors(basis), basis.latest("division_earnings"))


@indicator
def trade_access_endowment(basis: Basis) -> pd.DataFrame:
    return _long(100 * _nearness_to_coast(basis), basis.year)


@indicator
def trade_access_need(basis: Basis) -> pd.DataFrame:
    return _long(100 * _trade_intensity(basis), basis.year)


def _skills_endowment(basis: Basis) -> Series:
    return percentile(_graduates_share(basis, basis.latest("education")))


def _skills_need(basis: Basis) -> Series:
    return percentile(_sector_earnings(basis)["daily_earnings_try"])


def _low_wages(basis: Basis) -> Series:
    return percentile(-_province_earnings(basis))


def _low_wage_sectors(basis: Basis) -> Series:
    return percentile(-_sector_earnings(basis)["daily_earnings_try"])


def _nearness_to_coast(basis: Basis) -> Series:
    return percentile(-_road_to_coast(basis))


def _trade_intensity(basis: Basis) -> Series:
    return percentile(_trade_per_job(basis))


# --- divisions, national --------------------------------------------------------------------------


@indicator
def sector_daily_earnings(basis: Basis) -> pd.DataFrame:
    return _long(_sector_earnings(basis)["daily_earnings_try"], basis.latest("division_earnings"))


@indicator
def sector_relative_earnings(basis: Basis) -> pd.DataFrame:
    """Over the mean of all divisions, weighted by their insured people."""
    sectors = _sector_earnings(basis)
    mean = np.average(sectors["daily_earnings_try"], weights=sectors["insured"])
    return _long(sectors["daily_earnings_try"] / mean, basis.latest("division_earnings"))


@indicator
def production_index(basis: Basis) -> pd.DataFrame:
    return basis.tables["production_index"].rename(columns={"index_2021": "value"})


@indicator
def production_trend(basis: Basis) -> pd.DataFrame:
    yearly = basis.tables["production_index"].pivot(index="division", columns="year", values="index_2021")
    return _trend(yearly)


@indicator
def sector_exports(basis: Basis) -> pd.DataFrame:
    return _division_trade(basis, "export")


@indicator
def sector_imports(basis: Basis) -> pd.DataFrame:
    return _division_trade(basis, "import")


@indicator
def export_trend(basis: Basis) -> pd.DataFrame:
    return _trend(_division_trade(basis, "export").pivot(index="division", columns="year", values="value"))


@indicator
def import_substitution(basis: Basis) -> pd.DataFrame:
    trade = basis.tables["division_trade"]
    recent = trade[trade["year"].between(*AFTER)]
    flows = recent.pivot_table(index="division", columns="flow", values="million_usd", aggfunc="sum")
    share = 100 * flows["import"] / (flows["import"] + flows["export"])
    return _long(share, AFTER[1]).assign(note=_span(AFTER))


@indicator
def sector_trade_per_job(basis: Basis) -> pd.DataFrame:
    return _long(_trade_per_job(basis), basis.year)


# --- provinces ------------------------------------------------------------------------------------


@indicator
def population(basis: Basis) -> pd.DataFrame:
    return basis.tables["population"].rename(columns={"population": "value"})


@indicator
def population_density(basis: Basis) -> pd.DataFrame:
    area = basis.tables["provinces"][["province", "area_km2"]]
    people = basis.tables["population"].merge(area, on="province")
    return people.assign(value=people["population"] / people["area_km2"])


@indicator
def net_migration_rate(basis: Basis) -> pd.DataFrame:
    """Per thousand of the mean of the populations at the start and at the end of the year."""
    people = basis.tables["population"].sort_values(["province", "year"])
    mean = people.groupby("province")["population"].rolling(2).mean().droplevel(0)
    return people.assign(value=1000 * people["net_migration"].astype(float) / mean)


@indicator
def gdp_per_head(basis: Basis) -> pd.DataFrame:
    """Per head of the mean of the populations at the start and at the end of the year."""
    year = basis.latest("gdp_activity_current")
    current = _current_gdp(basis, "gdp")
    mean_population = (basis.population(year - 1) + basis.population(year)) / 2
    return _long(1000 * current / mean_population, year)


@indicator
def daily_earnings(basis: Basis) -> pd.DataFrame:
    return _long(_province_earnings(basis), basis.latest("province_earnings"))


@indicator
def university_graduates_share(basis: Basis) -> pd.DataFrame:
    years = sorted(basis.tables["education"]["year"].unique())
    return pd.concat([_long(100 * _graduates_share(basis, int(year)), int(year)) for year in years])


@indicator
def development_index(basis: Basis) -> pd.DataFrame:
    return basis.tables["development_index"].rename(columns={"score": "value"})


@indicator
def active_zones(basis: Basis) -> pd.DataFrame:
    return basis.tables["industrial_zones"].rename(columns={"active": "value"})


@indicator
def zones_per_jobs(basis: Basis) -> pd.DataFrame:
    """Over the province's jobs of the latest year of employment."""
    year = basis.latest("industrial_zones")
    zones = basis.of_year("industrial_zones", year).set_index("province")["active"]
    return _long(100_000 * zones / basis.jobs, year)


@indicator
def universities(basis: Basis) -> pd.DataFrame:
    return _long(_universities(basis), basis.listed("universities"))


@indicator
def universities_per_million(basis: Basis) -> pd.DataFrame:
    year = basis.listed("universities")
    return _long(1_000_000 * _universities(basis) / basis.population(year), year)


@indicator
def research_centres(basis: Basis) -> pd.DataFrame:
    return _long(_per_province(basis, basis.tables["research_centres"]), basis.listed("research_centres"))


@indicator
def market_access(basis: Basis) -> pd.DataFrame:
    """Σ over the other provinces of population ÷ road kilometres."""
    people = basis.population(basis.year)
    return _long((people / basis.distance).sum(axis=1), basis.year)


@indicator
def road_to_coast(basis: Basis) -> pd.DataFrame:
    return _long(_road_to_coast(basis), basis.year)


@indicator
def province_exports(basis: Basis) -> pd.DataFrame:
    return _province_trade(basis, "export")


@indicator
def province_imports(basis: Basis) -> pd.DataFrame:
    return _province_trade(basis, "import")


@indicator
def employment_rate(basis: Basis) -> pd.DataFrame:
    return _labour_rate(basis, "employment_rate")


@indicator
def unemployment_rate(basis: Basis) -> pd.DataFrame:
    return _labour_rate(basis, "unemployment_rate")


@indicator
def small_workplaces_share(basis: Basis) -> pd.DataFrame:
    """Share of the jobs (not of the workplaces) that are in workplaces of fewer than SMALL_WORKPLACE."""
    year = basis.latest("province_sizes")
    sizes = basis.of_year("province_sizes", year).merge(
        basis.tables["size_classes"][["size_class", "upper"]], on="size_class"
    )
    everyone = sizes.groupby("province")["insured"].sum()
    small = sizes[sizes["upper"] < SMALL_WORKPLACE].groupby("province")["insured"].sum()
    return _long(100 * small / everyone, year)


def _gdp_of_activity(basis: Basis, activity: str) -> pd.DataFrame:
    """Chain volume in prices of the latest year of current prices, million TRY."""
    base_year = basis.latest("gdp_activity_current")
    volume = basis.tables["gdp_activity"]
    rows = volume[(volume["activity"] == activity) & (volume["area"] > 0)]
    yearly = rows.pivot(index="area", columns="year", values="chain_volume_thousand_try")
    constant = yearly.div(yearly[base_year], axis=0).mul(_current_gdp(basis, activity) / 1000, axis=0)
    return constant.rename_axis("province").reset_index().melt("province", var_name="year")


GDP_ACTIVITIES: Final = {
    "gdp": "gdp",
    "gdp_agriculture": "agriculture",
    "gdp_industry": "industry",
    "gdp_manufacturing": "manufacturing",
    "gdp_construction": "construction",
    "gdp_trade_transport_accommodation": "trade_transport_accommodation",
    "gdp_information_communication": "information_communication",
    "gdp_finance_insurance": "finance_insurance",
    "gdp_real_estate": "real_estate",
    "gdp_professional_administrative": "professional_administrative",
    "gdp_public_education_health": "public_education_health",
    "gdp_other_services": "other_services",
}
FORMULAS.update({name: partial(_gdp_of_activity, activity=code) for name, code in GDP_ACTIVITIES.items()})


# --- shared steps ---------------------------------------------------------------------------------

_GRADUATES: Final = ("university", "master", "doctorate")


def _long(values: pd.DataFrame | Series, year: int) -> pd.DataFrame:
    """A Series by province or by division, or a frame of provinces × divisions, as rows with a year."""
    if isinstance(values, pd.DataFrame):
        provinces, divisions = values.index.to_numpy(), values.columns.to_numpy()
        codes = {
            "province": np.repeat(provinces, len(divisions)),
            "division": np.tile(divisions, len(provinces)),
        }
    else:
        codes = {str(values.index.name): values.index.to_numpy()}
    return pd.DataFrame({**codes, "year": year, "value": values.to_numpy().ravel()})


def _span(years: tuple[int, int]) -> str:
    return f"{years[0]}-{years[1]}"


def _trend(yearly: pd.DataFrame) -> pd.DataFrame:
    """Growth from the mean of one period to the mean of the other, % a year between their centres.

    yearly: codes × years. A code that lacks a year of either period has no trend.
    """
    before, after = (yearly.loc[:, first:last].mean(axis=1, skipna=False) for first, last in (BEFORE, AFTER))
    years = sum(AFTER) / 2 - sum(BEFORE) / 2
    growth = 100 * ((after / before) ** (1 / years) - 1)
    return _long(growth, AFTER[1]).assign(note=f"{_span(BEFORE)} → {_span(AFTER)}")


def _sector_earnings(basis: Basis) -> pd.DataFrame:
    rows = basis.of_year("division_earnings", basis.latest("division_earnings"))
    return (
        rows[rows["group"] == "total"].set_index("division")[["insured", "daily_earnings_try"]].astype(float)
    )


def _province_earnings(basis: Basis) -> Series:
    rows = basis.of_year("province_earnings", basis.latest("province_earnings"))
    return rows[rows["group"] == "total"].set_index("province")["daily_earnings_try"]


def _graduates_share(basis: Basis, year: int) -> Series:
    """Graduates of higher education over everybody the education table counts, a share."""
    persons = basis.of_year("education", year).pivot(index="province", columns="level", values="persons")
    return persons[list(_GRADUATES)].sum(axis=1) / persons.sum(axis=1)


def _road_to_coast(basis: Basis) -> Series:
    """Kilometres to the nearest coastal province; 0 for a coastal one."""
    provinces = basis.tables["provinces"].set_index("province")
    coastal = provinces.index[provinces["coastal"]]
    nearest = basis.distance[coastal].min(axis=1)
    return nearest.where(~provinces["coastal"], 0.0)


def _trade_per_job(basis: Basis) -> Series:
    """Exports and imports of a division in the year of employment, thousand USD per job."""
    trade = basis.of_year("division_trade", basis.year).groupby("division")["million_usd"].sum()
    return (1000 * trade / basis.national_jobs).reindex(basis.national_jobs.index).rename_axis("division")


def _division_trade(basis: Basis, flow: str) -> pd.DataFrame:
    trade = basis.tables["division_trade"]
    return trade[trade["flow"] == flow].rename(columns={"million_usd": "value"})


def _province_trade(basis: Basis, flow: str) -> pd.DataFrame:
    trade = basis.tables["province_trade"]
    rows = trade[(trade["flow"] == flow) & trade["area"].isin(basis.insured.index)]
    return rows.assign(province=rows["area"], value=rows["usd"] / 1_000_000)


def _labour_rate(basis: Basis, rate: str) -> pd.DataFrame:
    rates = basis.tables["labour_rates"]
    return rates[rates["rate"] == rate]


def _current_gdp(basis: Basis, activity: str) -> Series:
    """Thousand TRY at current prices, by province."""
    rows = basis.of_year("gdp_activity_current", basis.latest("gdp_activity_current"))
    of_activity = rows[(rows["activity"] == activity) & (rows["area"] > 0)]
    return of_activity.set_index("area")["current_thousand_try"].rename_axis("province")


def _universities(basis: Basis) -> Series:
    """Vocational schools stand in the list, but are no universities."""
    listed = basis.tables["universities"]
    return _per_province(basis, listed[listed["kind"].isin(["state", "foundation"])])


def _per_province(basis: Basis, rows: pd.DataFrame) -> Series:
    """How many rows each province has; 0 where it has none."""
    return rows["province"].value_counts().reindex(basis.insured.index, fill_value=0).astype(float)

"""Who is compared with whom."""

from pathlib import Path

import pytest

from openwres.contracts.exceptions import InputError, UsageError
from openwres.findings.history import Asked, History
from openwres.findings.peer_groups import NEAREST, peer_groups
from openwres.organisations.peer_lists import read_peer_list
from tests.findings.nations import history_of, register, tally

CODES = [f"Z{n:04d}" for n in range(16)]
TIERS = ("clinical-lower", "non-clinical-lower")


def staffed(
    code: str, clinical: int, other: int, bme: int = 0, population: float | None = None
) -> list[dict[str, object]]:
    """Staff in two tiers; of them so many BME; perhaps residents with this share of BME people."""
    rows = []
    for group, share in (("white", 1), ("bme", 0)):
        for tier, people in zip(TIERS, (clinical, other), strict=True):
            count = people if share else bme
            rows.append(tally(code, "staff", group, count, breakdown="tier", category=tier))
        rows.append(tally(code, "staff", group, clinical + other if share else 2 * bme))
        rows.append(
            tally(code, "staff", "unknown", 0) if share else tally(code, "staff", "all", clinical + other + 2 * bme)
        )
    rows += [tally(code, "staff", "unknown", 0, breakdown="tier", category=tier) for tier in TIERS]
    if population is not None:
        rows += [tally(code, "population", "bme", round(1e5 * population)), tally(code, "population", "white", round(1e5 * (1 - population)))]  # fmt: skip
    return rows


@pytest.fixture
def nation() -> History:
    """Eight clinical organisations and eight that are hardly so, each from small to large."""
    rows = []
    for n, code in enumerate(CODES):
        size = 400 * (n // 2 + 1)
        rows += staffed(code, size, size // 8) if n % 2 else staffed(code, size // 8, size)
    return history_of(rows)


def test_all_are_one_group(nation: History) -> None:
    (group,) = peer_groups(nation, Asked())[2026]
    assert group.members == tuple(CODES)
    assert group.judged == group.members


def test_bands_of_size_hold_a_quarter_each(nation: History) -> None:
    groups = peer_groups(nation, Asked(peers="size"))[2026]
    assert [len(group.members) for group in groups] == [4, 4, 4, 4]
    assert groups[0].members == ("Z0000", "Z0001", "Z0002", "Z0003")
    assert groups[0].name == "450 to 900 staff"


def test_neighbours_are_alike_in_staff_mix_and_size(nation: History) -> None:
    groups = peer_groups(nation, Asked(peers="neighbours"))[2026]
    assert [group.judged for group in groups] == [(code,) for code in CODES]
    alike = [int(code[1:]) % 2 == int(group.judged[0][1:]) % 2 for group in groups for code in group.members[1:6]]
    assert sum(alike) / len(alike) > 0.75
    for group in groups:
        assert len(group.members) == NEAREST + 1
        assert group.members[0] == group.judged[0]
        assert "the local population is not known" in group.name


def test_the_local_population_decides_where_all_else_is_alike() -> None:
    rows = [row for n, code in enumerate(CODES) for row in staffed(code, 1000, 500, population=0.1 if n < 8 else 0.5)]
    groups = peer_groups(history_of(rows), Asked(peers="neighbours"))[2026]
    assert "and local population" in groups[0].name
    assert set(groups[0].members[1:8]) == set(CODES[1:8])


def test_the_share_of_bme_staff_never_decides() -> None:
    """The same people in all, the same tiers, other shares of BME staff: the neighbours are the same."""
    groups = []
    for shift in (0, 1):
        rows = []
        for n, code in enumerate(CODES):
            bme = 100 if (n + shift) % 2 else 0
            rows += staffed(code, 1000 + 20 * n - bme, 500 - bme, bme=bme)
        groups.append(peer_groups(history_of(rows), Asked(peers="neighbours"))[2026])
    assert groups[0] == groups[1]


def test_areas_come_from_the_register(nation: History) -> None:
    types = {code: ("acute" if n < 10 else "ambulance") for n, code in enumerate(CODES[:-1])}
    known = History(nation.figures, nation.tallies, nation.editions, register(types))
    acute, ambulance = peer_groups(known, Asked(peers="type"))[2026]
    assert (acute.name, len(acute.members), len(ambulance.members)) == ("type Acute", 10, 5)
    assert "Z0015" not in ambulance.members


def test_peers_that_are_not_known_are_refused(nation: History) -> None:
    with pytest.raises(UsageError, match="need a register"):
        peer_groups(nation, Asked(peers="region"))[2026]
    known = History(nation.figures, nation.tallies, nation.editions, register({"Z0000": "acute"}))
    with pytest.raises(UsageError, match="no peers by `colour`"):
        peer_groups(known, Asked(peers="colour"))[2026]


def test_a_list_of_ones_own(nation: History, tmp_path: Path) -> None:
    path = tmp_path / "peers.csv"
    path.write_text("organisation,group\nZ0001,coast\nz0002,coast\nZ0003,town\nZ9999,town\n")
    asked = Asked(peers="own", own_peers=read_peer_list(path))
    coast, town = peer_groups(nation, asked)[2026]
    assert (coast.name, coast.members, town.members) == ("own list, coast", ("Z0001", "Z0002"), ("Z0003",))
    path.write_text("organisation\nZ0001\nZ0002\n")
    (own,) = peer_groups(nation, Asked(peers="own", own_peers=read_peer_list(path)))[2026]
    assert (own.name, own.members) == ("own list", ("Z0001", "Z0002"))


def test_a_list_with_mistakes_is_told_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "peers.csv"
    path.write_text("organisation\nZ0001\n!!\nZ0001\n")
    with pytest.raises(InputError) as error:
        read_peer_list(path)
    assert [problem.id for problem in error.value.problems] == ["code-form", "duplicate"]
    path.write_text("code\nZ0001\n")
    with pytest.raises(InputError) as error:
        read_peer_list(path)
    assert [problem.id for problem in error.value.problems] == ["column-missing"]

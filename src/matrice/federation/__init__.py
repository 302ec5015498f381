"""Comparer des équipes sans en livrer une : recueillir, situer, diffuser sous contrôle, rendre à chacune."""

from .cohort.cohort import ABSENT, NO_LEVEL, NOT_APPLICABLE, NOT_COMPUTABLE, SCORED, Cohort, Descriptor, Refusal
from .cohort.gathering import read_cohort
from .cohort.simulation import simulate_answers, simulate_cohort, simulate_descriptors
from .disclosure import (
    DisclosureError,
    Ledger,
    LedgerFile,
    Policy,
    Reason,
    Release,
    Released,
    ReleasedCorrelation,
    ReleasedCount,
    ReleasedDistribution,
    ReleasedFlag,
    ReleasedGroup,
    ReleasedInterval,
    ReleasedMean,
    ReleasedNumber,
    ReleasedPercentile,
    ReleasedPosition,
    ReleasedQuantiles,
    ReleasedRow,
    ReleasedRows,
    ReleasedShare,
    ReleasedTable,
    Vintage,
    Withheld,
    freeze,
    load_federation_notice,
    open_ledger,
    protect_table,
    shareable_rows,
)
from .exchange.descriptors import AGES, REGIONS, RURALITIES, SIZES, Descriptors, age_class, size_class
from .exchange.document import ProfileDocument, profile_schema
from .exchange.export import export_profile
from .exchange.receiving import read_profile_document
from .exchange.sent import Sent, check_sending, read_sent, sending, sent_text
from .placement.comparing import compare, compare_all
from .placement.comparison import Comparison, KeptTask, NextStep, Place
from .placement.peer_figures import PeerFigures
from .placement.peers import PeerGroups, peer_groups
from .placement.positions import Band
from .recording import Register
from .territory.movement import Movement, ThemeMovement
from .territory.national import TerritoryReport, national_report
from .territory.needs import Need
from .territory.practices import ChosenTask, Couple, Practices, Range
from .territory.territories import Funnel, FunnelPoint, Signal, Territory
from .territory.typology import ProfileType
from .themes import Theme

__all__ = [
    "ABSENT",
    "AGES",
    "NOT_APPLICABLE",
    "NOT_COMPUTABLE",
    "NO_LEVEL",
    "REGIONS",
    "RURALITIES",
    "SCORED",
    "SIZES",
    "Band",
    "ChosenTask",
    "Cohort",
    "Comparison",
    "Couple",
    "Descriptor",
    "Descriptors",
    "DisclosureError",
    "Funnel",
    "FunnelPoint",
    "KeptTask",
    "Ledger",
    "LedgerFile",
    "Movement",
    "Need",
    "NextStep",
    "PeerFigures",
    "PeerGroups",
    "Place",
    "Policy",
    "Practices",
    "ProfileDocument",
    "ProfileType",
    "Range",
    "Reason",
    "Refusal",
    "Register",
    "Release",
    "Released",
    "ReleasedCorrelation",
    "ReleasedCount",
    "ReleasedDistribution",
    "ReleasedFlag",
    "ReleasedGroup",
    "ReleasedInterval",
    "ReleasedMean",
    "ReleasedNumber",
    "ReleasedPercentile",
    "ReleasedPosition",
    "ReleasedQuantiles",
    "ReleasedRow",
    "ReleasedRows",
    "ReleasedShare",
    "ReleasedTable",
    "Sent",
    "Signal",
    "Territory",
    "TerritoryReport",
    "Theme",
    "ThemeMovement",
    "Vintage",
    "Withheld",
    "age_class",
    "check_sending",
    "compare",
    "compare_all",
    "export_profile",
    "freeze",
    "load_federation_notice",
    "national_report",
    "open_ledger",
    "peer_groups",
    "profile_schema",
    "protect_table",
    "read_cohort",
    "read_profile_document",
    "read_sent",
    "sending",
    "sent_text",
    "shareable_rows",
    "simulate_answers",
    "simulate_cohort",
    "simulate_descriptors",
    "size_class",
]

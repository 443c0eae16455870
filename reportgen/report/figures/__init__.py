"""The figures of the report as frozen values: what each shows, and the same in words.

Every figure has a ``title``, an ``alt`` of one to three sentences, and ``columns`` with ``rows``: its facts as a table. Names from the
inventory are in them as they are; whoever writes them escapes them.
"""

from reportgen.report.figures.composition import (
    ClusterBox,
    Composition,
    DeploymentMark,
    Limits,
    NamespaceBox,
    PoolBox,
    ServiceMark,
    composition,
)
from reportgen.report.figures.layouts import Layout, LayoutEnvironment, LayoutStage, TradeOff, trade_off
from reportgen.report.figures.loop import DeveloperLoop, FeedbackState, LoopInstance, LoopStage, developer_loop
from reportgen.report.figures.matrix import CellKind, IsolationMatrix, MatrixCell, MatrixGroup, MatrixMark, isolation_matrix
from reportgen.report.figures.promotion import Match, PromotionCell, PromotionRow, PromotionTable, promotion_table
from reportgen.report.figures.status import Segment, StatusBar, status_bar
from reportgen.report.figures.timeline import Timeline, TimelineLine, timeline
from reportgen.report.figures.trend import Trend, TrendLine, TrendPoint, trend

__all__ = [
    "CellKind",
    "ClusterBox",
    "Composition",
    "DeploymentMark",
    "DeveloperLoop",
    "FeedbackState",
    "IsolationMatrix",
    "Layout",
    "LayoutEnvironment",
    "LayoutStage",
    "Limits",
    "LoopInstance",
    "LoopStage",
    "Match",
    "MatrixCell",
    "MatrixGroup",
    "MatrixMark",
    "NamespaceBox",
    "PoolBox",
    "PromotionCell",
    "PromotionRow",
    "PromotionTable",
    "Segment",
    "ServiceMark",
    "StatusBar",
    "Timeline",
    "TimelineLine",
    "TradeOff",
    "Trend",
    "TrendLine",
    "TrendPoint",
    "composition",
    "developer_loop",
    "isolation_matrix",
    "promotion_table",
    "status_bar",
    "timeline",
    "trade_off",
    "trend",
]

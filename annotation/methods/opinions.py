"""What is a further opinion on a label: what another asker said, a model in a form; each asker is heard once."""

from collections.abc import Mapping

import pandas as pd

from generation.methods.sources import ENHANCED


def further_opinions(said: pd.DataFrame, in_use: pd.Series, askers: Mapping[str, int]) -> pd.DataFrame:
    """Those rows of `said` that are an opinion beside the label in use, with the number of their `asker`.

    The same model in the same form says much the same once more, so that is none: how often it does is told by
    `consistency_runs`. Nor is a label that an enhancement proposed, or the one that it replaced: that model has not
    spoken of the new label, and it would be heard on the changed rows alone, where it always differs.

    Parameters
    ----------
    said : (sample, source, …), each sample's labels in the order in which they were given. in_use : by sample, the
        source of the label in use, NA where it is not known. askers : by source, who asked.
    """
    others = said[~_proposed(said["source"])]
    others = others.assign(asker=others["source"].map(askers))
    first = others.drop_duplicates("sample").set_index("sample")["asker"]
    asked = in_use.map(askers).mask(_proposed(in_use), first.reindex(in_use.index))
    others = others[others["asker"] != others["sample"].map(asked)]
    return others.drop_duplicates(["sample", "asker"])


def _proposed(sources: pd.Series) -> pd.Series:
    return sources.isin([one for one in sources.dropna().unique() if one.startswith(ENHANCED)])

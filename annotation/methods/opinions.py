"""What is a further opinion on a label: what another asker said, a model in a form; each asker is heard once."""

import pandas as pd


def further_opinions(said: pd.DataFrame, asked: pd.Series) -> pd.DataFrame:
    """Those rows of `said` that are an opinion beside the label in use.

    The same model in the same form says much the same once more, so that is none: how often it does is told by
    `consistency_runs`.

    Parameters
    ----------
    said : (sample, asker, …), each sample's labels in the order in which they were given. asked : by sample, the asker
        of the label in use, NA where it is not known.
    """
    others = said[said["asker"] != said["sample"].map(asked)]
    return others.drop_duplicates(["sample", "asker"])

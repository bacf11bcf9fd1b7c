"""What is shown of imports: the report, the first rows."""

import csv
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override

from generation.methods.spreadsheets import guarded
from generation.models import Import
from synthlab.retelling import retold

BRING_IN = "generation.import"


class _Echo:
    def write(self, text: str) -> str:
        return text


def rejected_as_csv(record: Import) -> StreamingHttpResponse:
    """The kept rejected lines as a download, in the language of who asks, who is gone when the lines are written."""
    response = StreamingHttpResponse(_csv_lines(record, get_language()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejected-{record.pk}.csv"'
    return response


def _csv_lines(record: Import, language: str | None) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(["line", "reason"])
    for line, reason in record.rejected_lines.order_by("id").values_list("line", "reason").iterator():
        with override(language):
            told = retold(reason)
        yield writer.writerow([line, guarded(told)])

from generation.models import Endpoint, Run


def make_run(project, lead, codebook):
    endpoint = Endpoint.objects.create(project=project, name="peer", base_url="http://127.0.0.1:1/v1", model="m")
    return Run.objects.create(
        project=project, recipe="preference-pairs", codebook=codebook, endpoint=endpoint, seed=1, count=30,
        created_by=lead, setup={"endpoint": {"name": "peer"}},
    )  # fmt: skip

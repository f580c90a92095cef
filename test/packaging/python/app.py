# A user's app in Python.
from aws_cdk import App, Stack
from aws_cdk.aws_lambda import Code
from cdk_bulkhead import AsapKeyRepository, TenantContextService, TenantService

app = App(outdir="cdk.out")
stack = Stack(app, "Issues")
keys = AsapKeyRepository(stack, "AsapKeys", issuers=["edge", "issues"])
tenants = TenantContextService(stack, "TenantContext")
service = dict(service_name="issues", code=Code.from_asset("handler"), handler="index.handler")
TenantService(stack, "Service", **service, callers=["edge"], key_repository=keys, tenants=tenants)
app.synth()

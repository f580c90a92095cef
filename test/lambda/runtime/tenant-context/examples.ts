// All of the folder and of what is beside it, for mutation tests: one file starts faster than several.
import '../cause.test';
import '../tenant-sessions/reuse.test';
import '../tenant-sessions/sessions.test';
import '../tenant-sessions/tenant-table-client.test';
import '../throttling.test';
import './catalogue-commands.test';
import './catalogue.test';
import './client.test';
import './record.test';
import './tenant-context.test';
import './with-tenant.test';

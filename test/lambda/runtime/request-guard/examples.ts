// All that needs no property, for mutation tests: one file starts faster than several.
import '../service-calls/service-client.test';
import './assembled.test';
import './connection.test';
import './refusals.test';
import './request-guard.test';
import './service-client.test';

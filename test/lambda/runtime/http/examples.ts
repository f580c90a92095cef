// All of the folder, for mutation tests: one file starts faster than several.
import './https-request.test';
import './lifetime.test';
import './shared-connections.test';
import './url-below.test';

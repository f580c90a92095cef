// All but the properties, for mutation tests: one file starts faster than several.
import './conditions.test';
import './decisions.test';
import './ends.test';
import './texts.test';

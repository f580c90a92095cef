// Templates, resolved.
export { isSymbol, isSymbolic, pieces, shown, symbol } from './symbol';
export { isObject, type Json, type JsonObject, type NamedTemplate, own, TemplateError } from './template';
export { type Resource, TemplateSet, type Truth } from './template-set';

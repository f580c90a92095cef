// Templates, resolved.
export { arnComponents, fresh, isFresh, isSymbol, isSymbolic, pieces, shown, symbol } from './symbol';
export {
  isObject,
  isScalar,
  type Json,
  type JsonObject,
  type NamedTemplate,
  own,
  TemplateError,
  textsWithin,
  within,
} from './template';
export { type NewName, type Resource, TemplateSet, type Truth, type Unexpanded } from './template-set';
export { flag, list, matching, text, texts, whole } from './values';

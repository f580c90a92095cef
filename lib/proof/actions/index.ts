// What AWS's services can be asked for: actions, and the condition keys that requests for them carry.
export { type AccessLevel, type Action, ActionCatalogue } from './catalogue';
export { type ServiceReference, serviceReference } from './service-reference';

// The OpenAPI document of an API: what the template has, and the routes of events.

import { isObject, type Json, type JsonObject, own } from '../../template';
import { eachBranch, ifParts, isIntrinsic, NO_VALUE } from '../values';
import { methodKey, type Route } from './route';

const METHODS = /^(?:get|put|post|delete|options|head|patch|trace|x-amazon-apigateway-any-method)$/i;

export class ApiDocument {
  public readonly schemes = new Map<string, Json>();
  private readonly paths: Map<string, Json>;

  /** `base` is a document whose paths are written out. */
  public constructor(private readonly base: JsonObject) {
    const paths = own(base, 'paths');
    this.paths = new Map(Object.entries(isObject(paths) ? paths : {}));
  }

  /** Whether the document's own paths can be read. */
  public static isReadable(body: Json | undefined): body is JsonObject {
    const paths = own(body, 'paths');
    return (
      isObject(body) && !isIntrinsic(body) && !Object.hasOwn(body, 'Fn::Transform') && isObject(paths) && !isIntrinsic(paths)
    );
  }

  public get isSwagger(): boolean {
    return own(this.base, 'openapi') === undefined;
  }

  /** Whether the route is added, was there already, or the document hides what is there. @param merges adds to what is there */
  public addRoute({ path, method, event }: Route, operation: JsonObject, merges = false): 'added' | 'there' | 'hidden' {
    const item: Json = this.paths.get(path) ?? {};
    const key = methodKey(method);
    const before = own(item, key) ?? {};
    const isThere = own(before, 'x-amazon-apigateway-integration') !== undefined || ifParts(before) !== undefined;
    if (isThere && !merges) return 'there';
    if (!isObject(item) || isIntrinsic(item) || !isObject(before) || isIntrinsic(before)) return 'hidden';
    const condition = own(event.owner.resource, 'Condition');
    const whole: JsonObject = { ...before, ...operation };
    const conditional = condition === undefined ? whole : { 'Fn::If': [condition, whole, NO_VALUE] };
    this.paths.set(path, { ...item, [key]: conditional });
    return 'added';
  }

  /** Changes each operation, within Fn::If too. */
  public change(make: (operation: JsonObject, method: string, path: string) => JsonObject): void {
    for (const [path, item] of this.paths) {
      if (isFunction(path)) continue;
      const changed = branches(item, (found) =>
        Object.fromEntries(
          Object.entries(found).map(([method, operation]) => [
            method,
            METHODS.test(method) ? branches(operation, (one) => make(one, method, path)) : operation,
          ]),
        ),
      );
      this.paths.set(path, changed);
    }
  }

  /** Whether some paths come from elsewhere: `Fn::Transform` stands among them. */
  public get hasHiddenPaths(): boolean {
    return [...this.paths.keys()].some(isFunction);
  }

  /** The methods of each path. */
  public methods(): Map<string, string[]> {
    const found = new Map([...this.paths.keys()].map((path): [string, string[]] => [path, []]));
    this.change((operation, method, path) => {
      found.get(path)?.push(method);
      return operation;
    });
    return found;
  }

  /** Adds a method to each path that has not got it. */
  public addMethod(method: string, make: (path: string, methods: readonly string[]) => Json): void {
    const methods = this.methods();
    for (const [path, item] of this.paths) {
      if (isFunction(path)) continue;
      const changed = branches(item, (found) =>
        Object.hasOwn(found, method) ? found : { ...found, [method]: make(path, methods.get(path) ?? []) },
      );
      this.paths.set(path, changed);
    }
  }

  public toJson(more: JsonObject = {}): JsonObject {
    const hasPaths = this.paths.size > 0 || own(this.base, 'paths') !== undefined;
    const body = { ...this.base, ...(hasPaths && { paths: Object.fromEntries(this.paths) }), ...more };
    if (this.schemes.size === 0) return body;
    const added = Object.fromEntries(this.schemes);
    if (this.isSwagger) return { ...body, securityDefinitions: { ...objectIn(body, 'securityDefinitions'), ...added } };
    const components = objectIn(body, 'components');
    return { ...body, components: { ...components, securitySchemes: { ...objectIn(components, 'securitySchemes'), ...added } } };
  }
}

function isFunction(path: string): boolean {
  return path.startsWith('Fn::');
}

/** Changes an object in its place, or in both branches of Fn::If. */
function branches(value: Json, make: (value: JsonObject) => Json): Json {
  return eachBranch(value, (one) => (isObject(one) && !isIntrinsic(one) ? make(one) : one));
}

function objectIn(value: JsonObject, name: string): JsonObject {
  const inner = own(value, name);
  return isObject(inner) ? inner : {};
}

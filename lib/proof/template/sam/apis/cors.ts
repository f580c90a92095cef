// Cors of a REST API: a method that answers preflights by itself, on each path.

import { isObject, type Json, own } from '../../template';
import { given, isIntrinsic, isNothing } from '../values';
import type { ApiDocument } from './document';

const VERBS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const HEADER = 'method.response.header.Access-Control-';

export function addPreflight(document: ApiDocument, cors: Json | undefined): void {
  if (isNothing(cors)) return;
  const settings = isObject(cors) && !isIntrinsic(cors) ? cors : { AllowOrigin: cors };
  const methods = document.methods();
  document.addMethod('options', (path) => {
    const allowed = own(settings, 'AllowMethods') ?? `'${verbsOf(methods.get(path) ?? [])}'`;
    const headers = given({
      [`${HEADER}Allow-Origin`]: own(settings, 'AllowOrigin'),
      [`${HEADER}Allow-Methods`]: allowed,
      [`${HEADER}Allow-Headers`]: own(settings, 'AllowHeaders'),
      [`${HEADER}Max-Age`]: own(settings, 'MaxAge'),
      [`${HEADER}Allow-Credentials`]: own(settings, 'AllowCredentials') === true ? "'true'" : undefined,
    });
    const names = Object.keys(headers).map((name) => name.slice('method.response.header.'.length));
    const declared: Json = document.isSwagger ? { type: 'string' } : { schema: { type: 'string' } };
    return {
      summary: 'CORS support',
      ...(document.isSwagger && { consumes: ['application/json'], produces: ['application/json'] }),
      'x-amazon-apigateway-integration': {
        type: 'mock',
        requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
        responses: {
          default: {
            statusCode: '200',
            responseParameters: headers,
            responseTemplates: { 'application/json': '{}\n' },
          },
        },
      },
      responses: {
        '200': {
          description: 'Default response for CORS method',
          headers: Object.fromEntries(names.map((name) => [name, declared])),
        },
      },
    };
  });
}

function verbsOf(methods: readonly string[]): string {
  if (methods.some((one) => one === 'x-amazon-apigateway-any-method')) return VERBS.join(',');
  return [...new Set([...methods.map((one) => one.toUpperCase()), 'OPTIONS'])].sort().join(',');
}

// What authorizer and broker refuse alike: they decide with the same settings and the same allow-list.
import { Duration } from 'aws-cdk-lib/core';
import type { DecisionSettings } from '../../../../lib';

export interface RefusedSettings {
  readonly settings: DecisionSettings;
  readonly message: RegExp;
}

const row = (name: keyof DecisionSettings, seconds: number, range: string): RefusedSettings => ({
  settings: { [name]: Duration.seconds(seconds) },
  message: new RegExp(`${name} is ${seconds} seconds\\n {2}expected {2}${range} seconds\\n`),
});

export const REFUSED_SETTINGS: RefusedSettings[] = [
  row('authorizerCacheTtl', 61, '0 to 60'),
  row('maxTokenLifetime', 0, '1 to 3600'),
  row('maxTokenLifetime', 3601, '1 to 3600'),
  row('keyMaxAge', 0, '1 to 3600'),
  row('keyMaxAge', 3601, '1 to 3600'),
  row('tenantMaxAge', 301, '0 to 300'),
  row('sessionLifetime', 0, '1 to 900'),
  row('sessionLifetime', 901, '1 to 900'),
  row('handlerTimeout', 0, '1 to 900'),
  row('handlerTimeout', 901, '1 to 900'),
];

export const ACCEPTED_SETTINGS: DecisionSettings[] = [
  { authorizerCacheTtl: Duration.seconds(0), tenantMaxAge: Duration.seconds(0) },
  { authorizerCacheTtl: Duration.seconds(60), maxTokenLifetime: Duration.hours(1), sessionLifetime: Duration.minutes(15) },
];

export const REFUSED_CALLERS: [title: string, callers: string[], message: RegExp][] = [
  [
    'not on the repository’s list',
    ['edge', 'reporting'],
    /`callers` names the caller "reporting", which is not an issuer of the key repository\n {2}expected {2}one of its issuers: edge, media, issues\n {2}do {8}correct the name, or add it to `issuers` of Stack\/AsapKeys$/,
  ],
  ['in other letters', ['Edge'], /`callers` names the caller "Edge", which is not an issuer of the key repository\n/],
  ['everybody', ['*'], /`callers` names the caller "\*", which is not an issuer of the key repository\n/],
  [
    'the service itself',
    ['edge', 'media'],
    /"media" names itself as a caller in `callers`\n.*\n {2}do {8}remove "media" from `callers`$/,
  ],
  ['named twice', ['edge', 'edge'], /callers is \["edge","edge"\]\n {2}expected {2}each name once/],
];

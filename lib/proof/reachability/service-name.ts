// Which AWS service a VPC endpoint leads to, by the short name that documentation uses: `s3`, `ecr.dkr`.

import { type Resource, shown, text } from '../template';
import type { Doubt } from './answer';

export function serviceNameOf({ id, properties }: Resource): string | Doubt {
  const written = shown(text(properties.ServiceName) ?? '');
  const [, first, second] = /^(?:(?:cn\.)?com\.amazonaws\.[^.]+\.(.+)|aws\.([^.]+)\.[^.]+(?:\..*)?)$/.exec(written) ?? [];
  const name = first ?? second;
  return name === undefined || name.includes('<') ? { symbol: written === '' ? `the service of ${id}` : written } : name;
}

// Rows in which AWS itself refuses: STS, KMS and IAM. A role is given more than its template gives it, and the policy of the other
// side must still hold.
import { sealed, type TokenParts } from '../driver/tokens';
import type { World } from '../driver/world';
import type { Outcome, Row } from './row';

/** `attempt` must be refused with one of these error names, by `decidedBy`. `control` shows that the probe itself works. */
export function refusedRow(
  section: string,
  request: string,
  decidedBy: string,
  errorNames: readonly string[],
  attempt: (world: World) => Promise<unknown>,
  control?: (world: World) => Promise<boolean>,
): Row {
  return {
    section,
    request,
    expected: `refused by ${decidedBy}`,
    async run(world): Promise<Outcome> {
      if (control !== undefined && !(await control(world))) {
        return { ok: false, got: 'the control failed: the probe proves nothing', decidedBy: '-', reason: '-', milliseconds: 0 };
      }
      const start = performance.now();
      try {
        await attempt(world);
      } catch (error) {
        const name = error instanceof Error ? error.name : String(error);
        const milliseconds = performance.now() - start;
        return { ok: errorNames.includes(name), got: name, decidedBy, reason: '-', milliseconds };
      }
      return { ok: false, got: 'allowed', decidedBy: '-', reason: '-', milliseconds: performance.now() - start };
    },
  };
}

/** The broker of media is shown a token by media itself, and must refuse with this code. */
export function brokerShown(section: string, request: string, reason: string, parts: (world: World) => TokenParts): Row {
  return {
    section,
    request,
    expected: `refused: ${reason}`,
    async run(world): Promise<Outcome> {
      const media = world.service('media');
      const built = parts(world);
      const token = await sealed(world, built);
      const credentials = await world.sessionOf(world.roleArn(media.roleName));
      const start = performance.now();
      const answer = await world.invoke(media.broker, { token }, credentials);
      const milliseconds = performance.now() - start;
      const logged = (await world.decisions('media', 'session-broker', String(built.claims.jti))).at(-1);
      const got = answer.ok === true ? 'a session' : 'refused';
      const ok = answer.ok === false && answer.reason === reason && logged?.reason === reason;
      return { ok, got, decidedBy: 'broker of media', reason: logged?.reason ?? '-', milliseconds };
    },
  };
}

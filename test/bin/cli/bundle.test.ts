// The program as the package has it: one file, which scripts/bundle.mjs makes before the tests.
import { HELP } from '../../../bin/cli/help';
import { spawned } from './ran';
import { openGroup, template } from './templates';

test('helps, outside the repository’s sources', async () => {
  expect(await spawned(['--help'])).toEqual({ code: 0, out: HELP, error: '' });
});

test('judges what comes through a pipe, without colours, and ends with what it found', async () => {
  const { code, out, error } = await spawned(['verify', '-'], { stdin: template(openGroup()) });

  expect({ code, error }).toEqual({ code: 1, error: '' });
  expect(out).toMatch(/^✗ security-group-open-to-world\n/);
  expect(out).not.toContain('\u001b');
});

// A pipe holds 64 KB on Linux.
test('writes all of a long report into a pipe', async () => {
  const groups = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`Group${index}`, openGroup().Group]));
  const { code, out } = await spawned(['verify', '-', '--json'], { stdin: JSON.stringify({ Resources: groups }) });

  expect(code).toBe(1);
  expect(out.length).toBeGreaterThan(128 * 1024);
  const [finding, ...others] = JSON.parse(out).findings;
  expect(others).toEqual([]);
  expect(finding.places).toHaveLength(400);
});

test('is content with a reader that has enough', async () => {
  const { code, error } = await spawned(['verify', '-', '--sarif'], { stdin: template(openGroup()), closesPipe: true });

  expect({ code, error }).toEqual({ code: 1, error: '' });
});

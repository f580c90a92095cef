import { eventually } from '../../../../lambda/aws/eventually';
import { isPublished } from '../../../../lambda/functions/asap-publisher/is-published';

const atOnce: typeof eventually = (act) => eventually(act, async () => undefined);
const refusal = (name: string) => Object.assign(new Error('refused'), { name });

it.each<[string, (string | Error)[], boolean, number]>([
  ['a key', ['pem'], true, 1],
  ['nothing in it', [''], false, 1],
  ['no such object', [refusal('NoSuchKey')], false, 1],
  ['a denial while the permission is not visible yet', [refusal('AccessDenied'), refusal('AccessDenied'), 'pem'], true, 3],
  ['a denial all along: what is not there', [refusal('AccessDenied')], false, 10],
])('S3 answers with %s', async (_title, answers, expected, calls) => {
  let asked = 0;
  const read = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? '';
    asked += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };

  await expect(isPublished(read, atOnce)).resolves.toBe(expected);
  expect(asked).toBe(calls);
});

it.each(['TimeoutError', 'SlowDown', 'NoSuchBucket'])('is no answer: %s', async (name) => {
  const read = async () => {
    throw refusal(name);
  };
  await expect(isPublished(read, atOnce)).rejects.toMatchObject({ name });
});

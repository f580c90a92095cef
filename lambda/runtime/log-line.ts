// How functions log. Not by console.log: Lambda puts time, request id and level in front of what it prints, and where JSON is the
// log format it makes a text of the line within a line of its own, of which CloudWatch makes no metrics. What is written to standard
// output goes to CloudWatch Logs as it is, in either format.

/** @param line JSON, without a line end */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

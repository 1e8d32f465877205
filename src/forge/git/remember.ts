/** A pull request that is looked at asks the same few things; what is asked of many is asked of git again. */
const mostAnswers = 500;

type Ask<Answer> = (directory: string, one: string, other: string) => Promise<Answer>;

/**
 * Asks once about two objects of a repository. Object ids name the same content for ever; what a branch's
 * name means changes, so names are asked anew each time, and so is what failed.
 */
export function remembered<Answer>(ask: Ask<Answer>): Ask<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (directory, one, other) => {
    if (!isObjectId(one) || !isObjectId(other)) return ask(directory, one, other);
    const key = `${one} ${other} ${directory}`;
    const answer = answers.get(key) ?? ask(directory, one, other);
    answers.delete(key);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    for (const oldest of answers.keys()) {
      if (answers.size <= mostAnswers) break;
      answers.delete(oldest);
    }
    return answer;
  };
}

function isObjectId(name: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name);
}

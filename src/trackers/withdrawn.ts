const LONGEST = 255;

/** The title of a new issue that had to be given up: it must never be met again as the task's. */
export const withdrawn = (title: string): string => `Withdrawn: ${title}`.slice(0, LONGEST).toWellFormed();

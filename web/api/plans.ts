/** Plans: made, looked at, applied, discarded. */
import { api, told } from './client.ts';
import { queryClient } from './query-client.ts';

const readAgain = async (): Promise<void> => {
  await Promise.all(
    ['plans', 'jobs', 'connections'].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })),
  );
};

export async function makePlan(connection: number): Promise<void> {
  await told(api.POST('/api/v2/plans/', { body: { connection } }));
  await readAgain();
}

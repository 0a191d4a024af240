/** The sentences that the sources of the map ask for, as plain text. */
export function MapCredits({ credits }: { credits: readonly (string | null | undefined)[] }) {
  const given = [...new Set(credits.filter((credit) => !!credit?.trim()))];
  if (given.length === 0) return null;
  return (
    <p className="map-credits">
      <bdi>{given.join(' · ')}</bdi>
    </p>
  );
}

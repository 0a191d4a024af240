export default {
  number: 8,
  title: 'No hole between the snapshot and the live events',
  needs: ['postgres'],
};

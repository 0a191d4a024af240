/* global document, CustomEvent */

/**
 * Keeps the choice of two policies the same in every section: a change of one list changes the
 * lists with the same `data-pair`, and then the event `pair` says that the choice has changed.
 */
(() => {
  const lists = [...document.querySelectorAll('select[data-pair]')];
  for (const list of lists) {
    list.addEventListener('change', () => {
      for (const other of lists) {
        if (other.dataset.pair === list.dataset.pair) other.value = list.value;
      }
      document.dispatchEvent(new CustomEvent('pair'));
    });
  }
})();

// Before anything is drawn: whoever chose dark must not be dazzled by one white frame. A file, since the page allows no
// inline script. The key is the one that Mantine keeps the choice under.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value');
  } catch (_) {
    /* storage is blocked: the system's scheme it is */
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  document.documentElement.style.backgroundColor = dark ? '#1b1c1f' : '#ffffff';
})();

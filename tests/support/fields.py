"""Windows that can be typed into, each a program of its own: a GTK and a Tk text field, and a terminal's raw input.

Each writes what it holds into a file, whole, whenever that changes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_GTK = """
import os, sys, gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gtk
path, title = sys.argv[1:]
def changed(buffer):
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(buffer.get_text(*buffer.get_bounds(), True))
    os.replace(path + ".new", path)
window, view = Gtk.Window(title=title), Gtk.TextView()
view.get_buffer().connect("changed", changed)
window.add(view)
window.set_default_size(300, 200)
window.connect("destroy", Gtk.main_quit)
window.show_all()
changed(view.get_buffer())
Gtk.main()
"""
_TK = """
import os, sys, tkinter
path, title = sys.argv[1:]
root = tkinter.Tk()
root.title(title)
field = tkinter.Text(root, width=40, height=8)
field.pack()
field.focus_set()
def changed(event=None):
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(field.get("1.0", "end-1c"))
    os.replace(path + ".new", path)
    field.edit_modified(False)
field.bind("<<Modified>>", changed)
changed()
root.mainloop()
"""
_TERMINAL = """
import os, sys, tty
path = sys.argv[1]
tty.setraw(0)
held = b""
def write():
    with open(path + ".new", "wb") as file:
        file.write(held)
    os.replace(path + ".new", path)
write()
while (came := os.read(0, 1 << 16)):
    for byte in came:
        if byte == 0x7F:
            held = held.decode("utf-8", "replace")[:-1].encode()
        else:
            held += b"\\n" if byte == 0x0D else bytes([byte])
    write()
"""
SYSTEM_PYTHON = "/usr/bin/python3"
"""Has GTK for Python, where Debian's python3-gi and gir1.2-gtk-3.0 are installed; a virtual environment has not."""


def has_gtk() -> bool:
    ask = "import gi; gi.require_version('Gtk', '3.0'); from gi.repository import Gtk"
    return (
        Path(SYSTEM_PYTHON).exists() and not subprocess.run((SYSTEM_PYTHON, "-c", ask), capture_output=True).returncode
    )


def gtk(file: Path, title: str) -> tuple[str, ...]:
    return (SYSTEM_PYTHON, "-c", _GTK, str(file), title)


def tk(file: Path, title: str) -> tuple[str, ...]:
    return (sys.executable, "-c", _TK, str(file), title)


def terminal_input(file: Path) -> tuple[str, ...]:
    """What is to run in a terminal."""
    return (sys.executable, "-c", _TERMINAL, str(file))


def held(file: Path) -> str:
    """What the field of that file holds; "" before it is there."""
    return file.read_text(encoding="utf-8") if file.exists() else ""


ENGLISH = (
    "The quick brown fox jumps over the lazy dog.",
    "Please send the report by Friday, 5 p.m.; thanks!",
    "Is this the right way? I think so: 3 + 4 = 7.",
    "\"Quoted,\" she said, 'and again'.",
    "rm -rf / && echo $HOME | tee `date` > /dev/null; $(reboot) \\ * ? [a] {b} ~ ! # % ^",
    "A path: C:\\Users\\me and /etc/passwd",
    "user@example.org <b>bold</b> 50% off_under-score",
    "Great job 👍, see you 😀 soon 🎉",
    "It costs 20 € or £18, about ¥3,000.",
    "A naïve café with façade, jalapeño, Zürich and Malmö.",
    "“Curly quotes” and ‘single ones’ — with a dash…",
    "New\nline and\nanother line?",
    "ALL CAPS, lower, MiXeD.",
    "tab-free and `code` with ~tilde~ and ^caret^",
    "1234567890 - the end",
    "!! and !$ and !-1 would be history",
    "if (a < b && c > d) { return a ? b : c; }",
    "x = y[0]; // a comment /* and one more */",
    "100 % sure, 5' 11\" tall, 3/4 full",
    "temperature: 21 °C, area: 5 m², angle: 45°",
    "résumé, coöperate, Ångström",
    "a family: 👨‍👩‍👧 and a flag: 🇬🇧",
    "ends with a backslash \\",
    "'; DROP TABLE users; --",
    "What — you, too?",
)
SPANISH = (
    "¿Qué tal estás hoy? ¡Muy bien, gracias!",
    "El niño comió piñas en la montaña con su cigüeña.",
    "Mañana a las 8:30 llega María José Núñez.",
    "“Comillas tipográficas” y «angulares» — con raya…",
    "Familia: 👨‍👩‍👧 y bandera 🇪🇸.",
    "El área es de 5 m² y hace 21 °C.",
    "Primera línea\n¿otra línea?\n¡y otra!",
    "Ñandú, ÁÉÍÓÚ, áéíóú, ü, Ü.",
    "Son 1.234,56 € (IVA incluido).",
    "¿Cuánto es 3 × 4 ÷ 2?",
    "Pingüino, vergüenza, lingüística.",
    "El 1.º y la 2.ª planta.",
    "correo: maria.nunez@ejemplo.es",
    "Dijo: «No vengas»; y se fue.",
    "¡¿Cómo?! ¿¡De verdad!?",
    'echo "$HOME" && sudo rm -rf ~ # no, gracias',
    "Sin acentos no es lo mismo: esta, está, ésta.",
    "El camión cargó 20 cajones de limones.",
    "La función f(x) = x² + 2x − 1",
    "Tú sabrás; yo, no.",
    "Vámonos ya, que llueve ☔",
    "`ls -la` | grep 'año'",
    "¿Y tú? Yo también.",
    "Agüero, Ibáñez y Muñoz.",
    "Fin.",
)
SENTENCES = (*ENGLISH, *SPANISH)
"""Fifty: accents, ñ, ¿, emoji, quotes and what a shell would take for its own."""

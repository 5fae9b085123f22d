"""Things on the Pi's pins: the lamp and buzzer beside a reader, contacts, sensors, buttons.

Only this folder imports gpiozero. Its mock pins are a back end like any other,
chosen in the site file.
"""
